package ai.kalimtak.common.settings;

import ai.kalimtak.common.failure.JobException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of one command: the modules' {@code reference.conf}, then the file of {@code
 * --conf}, then each {@code --set}. An unknown key is rejected, with the nearest known one as a
 * hint.
 */
public final class Settings {
  /**
   * The sections of all modules. A job's jar contains only its own module's defaults, so it ignores
   * the sections of other modules in a shared file.
   */
  private static final Set<String> SECTIONS =
      Set.of(
          "state",
          "supabase",
          "lake",
          "models",
          "spark",
          "run",
          "metrics",
          "lineage",
          "etl",
          "quality",
          "training",
          "evaluation",
          "rollout",
          "demo",
          "cluster",
          "serve",
          "schedule");

  private static final String FREE_SECTION = "spark.conf.";

  private final Config config;
  private final Config overrides;

  private Settings(Config config, Config overrides) {
    this.config = config;
    this.overrides = overrides;
  }

  /**
   * @param file the file of {@code --conf}
   * @param assignments the {@code key=value} of each {@code --set}
   * @throws JobException listing all problems, each with its location
   */
  public static Settings load(Optional<Path> file, List<String> assignments) {
    Config reference =
        ConfigFactory.parseResources(Settings.class.getClassLoader(), "reference.conf");
    Config fromFile = file.map(Settings::parseFile).orElseGet(ConfigFactory::empty);
    List<String> problems = new ArrayList<>();
    Config fromCommandLine = ConfigFactory.empty();
    for (String assignment : assignments) {
      try {
        fromCommandLine = parseAssignment(assignment).withFallback(fromCommandLine);
      } catch (ConfigException | IllegalArgumentException e) {
        problems.add("--set " + keyOf(assignment) + ": write it as key=value");
      }
    }
    Config overrides = fromCommandLine.withFallback(fromFile);
    problems.addAll(unknownKeys(reference, overrides));
    if (!problems.isEmpty()) {
      throw SettingsReader.failure(problems);
    }
    try {
      return new Settings(overrides.withFallback(reference).resolve(), overrides);
    } catch (ConfigException e) {
      throw JobException.badSettings("settings cannot be resolved: " + e.getMessage(), "", e);
    }
  }

  /** Returns a copy with one setting changed, for tests and for commands such as the demo. */
  public Settings with(String key, Object value) {
    Config changed =
        overrides.withValue(key, com.typesafe.config.ConfigValueFactory.fromAnyRef(value));
    return new Settings(
        changed
            .withFallback(
                ConfigFactory.parseResources(Settings.class.getClassLoader(), "reference.conf"))
            .resolve(),
        changed);
  }

  public SettingsReader reader() {
    return new SettingsReader(config);
  }

  /** Describes the settings that differ from the defaults, with secrets shown as {@code ***}. */
  public String describeOverrides() {
    Map<String, String> shown = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : overrides.entrySet()) {
      shown.put(
          SettingsReader.plainKey(entry.getKey()),
          isSecret(entry.getKey())
              ? "***"
              : String.valueOf(entry.getValue().unwrapped())
                  .replaceAll("(?i)(password=)[^&]*", "$1***"));
    }
    return shown.isEmpty() ? "all defaults" : shown.toString();
  }

  private static Config parseFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw JobException.badSettings("--conf " + file + ": there is no such file", "");
    }
    try {
      return ConfigFactory.parseFile(
          file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (ConfigException e) {
      throw JobException.badSettings("--conf " + file + ": " + e.getMessage(), "", e);
    }
  }

  private static Config parseAssignment(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(assignment);
    }
    String key = assignment.substring(0, equals).trim();
    String value = assignment.substring(equals + 1).trim();
    ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription("--set " + key);
    try {
      return ConfigFactory.parseString(key + " = " + value, options);
    } catch (ConfigException e) {
      // A URL or another text that HOCON accepts only in quotes.
      return ConfigFactory.parseString(key + " = " + ConfigUtil.quoteString(value), options);
    }
  }

  private static String keyOf(String assignment) {
    int equals = assignment.indexOf('=');
    return equals < 0 ? assignment : assignment.substring(0, equals);
  }

  private static List<String> unknownKeys(Config reference, Config overrides) {
    Set<String> known = new java.util.TreeSet<>();
    reference.entrySet().forEach(entry -> known.add(entry.getKey()));
    known.addAll(SettingsReader.OPTIONAL_KEYS);
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, ConfigValue> entry : overrides.entrySet()) {
      String key = entry.getKey();
      String section = ConfigUtil.splitPath(key).get(0);
      boolean sectionOfAnotherModule = SECTIONS.contains(section) && !reference.hasPath(section);
      boolean opensFreeForm = key.startsWith(FREE_SECTION) || known.contains(parent(key) + ".*");
      if (!known.contains(key) && !sectionOfAnotherModule && !opensFreeForm) {
        String nearest = Nearest.to(key, known);
        problems.add(
            entry.getValue().origin().description()
                + ": unknown key "
                + key
                + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?"));
      }
    }
    return problems;
  }

  private static String parent(String key) {
    int dot = key.lastIndexOf('.');
    return dot < 0 ? "" : key.substring(0, dot);
  }

  /** Whether a key's name indicates that its value is secret. */
  public static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return lower.contains("password")
        || lower.contains("secret")
        || lower.contains("token")
        || lower.contains("access.key")
        || lower.contains("credential");
  }
}
