package ai.kalimtak.common.settings;

import ai.kalimtak.common.failure.JobException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Binds settings to typed values and collects the problems, so that all of them are reported at
 * once. After a problem the returned value is only a placeholder: call {@link #finish} before using
 * any value.
 */
public final class SettingsReader {
  /** Keys without a default, because their absence has a meaning. */
  static final Set<String> OPTIONAL_KEYS =
      Set.of(
          "supabase.url",
          "metrics.textfile-directory",
          "lineage.file",
          "lineage.endpoint",
          "serve.jwks-url");

  private final Config config;
  private final List<String> problems = new ArrayList<>();

  SettingsReader(Config config) {
    this.config = config;
  }

  public int integer(String key, int lowest, int highest) {
    return (int) whole(key, lowest, highest);
  }

  public long whole(String key, long lowest, long highest) {
    long value = read(key, Config::getLong, lowest, "a whole number");
    if (value < lowest || value > highest) {
      problem(key, "is " + value + ", must be " + lowest + " to " + highest);
    }
    return value;
  }

  public double decimal(String key, double lowest, double highest) {
    double value = read(key, Config::getDouble, lowest, "a number");
    if (!(value >= lowest && value <= highest)) {
      problem(key, "is " + value + ", must be " + lowest + " to " + highest);
    }
    return value;
  }

  public boolean flag(String key) {
    return read(key, Config::getBoolean, false, "true or false");
  }

  public String text(String key) {
    String value = read(key, Config::getString, "?", "a text");
    if (value.isBlank()) {
      problem(key, "is empty");
    }
    return value;
  }

  /** A key without a default, see {@link #OPTIONAL_KEYS}. */
  public Optional<String> optionalText(String key) {
    return config.hasPath(key) ? Optional.of(text(key)) : Optional.empty();
  }

  public String oneOf(String key, String... allowed) {
    String value = text(key);
    if (!List.of(allowed).contains(value)) {
      problem(key, "is \"" + value + "\", must be one of " + String.join(", ", allowed));
    }
    return value;
  }

  public List<String> texts(String key) {
    return read(key, Config::getStringList, List.of(), "a list of texts");
  }

  public List<Integer> integers(String key) {
    return read(key, Config::getIntList, List.of(), "a list of whole numbers");
  }

  public List<Double> decimals(String key) {
    return read(key, Config::getDoubleList, List.of(), "a list of numbers");
  }

  /** Returns every key of a free-form section, each as a dotted name. */
  public Map<String, String> section(String key) {
    Map<String, String> values = new TreeMap<>();
    if (config.hasPath(key)) {
      config
          .getConfig(key)
          .entrySet()
          .forEach(
              entry ->
                  values.put(
                      plainKey(entry.getKey()), String.valueOf(entry.getValue().unwrapped())));
    }
    return values;
  }

  /** Reports a problem that the methods above cannot find. */
  public void problem(String key, String problem) {
    String place = config.hasPath(key) ? config.getValue(key).origin().description() + ": " : "";
    problems.add(place + key + " " + problem);
  }

  /**
   * @throws ai.kalimtak.common.failure.JobException listing all problems, if there are any
   */
  public void finish() {
    if (!problems.isEmpty()) {
      throw failure(problems);
    }
  }

  /** Binds one record and calls {@link #finish}. */
  public <T> T bind(Function<SettingsReader, T> binding) {
    T bound = null;
    try {
      bound = binding.apply(this);
    } catch (RuntimeException e) {
      // A record may reject the placeholders of invalid values; report those values instead.
      if (problems.isEmpty()) {
        throw e;
      }
    }
    finish();
    return bound;
  }

  static JobException failure(List<String> problems) {
    return JobException.badSettings(
        problems.size() == 1
            ? "settings: " + problems.get(0)
            : "settings: " + problems.size() + " problems\n  - " + String.join("\n  - ", problems),
        "");
  }

  /** Returns the key without the quotes that HOCON puts around unusual parts of a path. */
  static String plainKey(String key) {
    return String.join(".", ConfigUtil.splitPath(key));
  }

  private <T> T read(
      String key,
      java.util.function.BiFunction<Config, String, T> getter,
      T placeholder,
      String form) {
    try {
      return getter.apply(config, key);
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      problem(key, "must be " + form);
    } catch (ConfigException.Missing e) {
      problems.add(key + " is not set");
    }
    return placeholder;
  }
}
