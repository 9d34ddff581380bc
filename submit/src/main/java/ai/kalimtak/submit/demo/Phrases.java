package ai.kalimtak.submit.demo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The resource files of this package: {@code phrases.conf} and one file per domain. */
final class Phrases {
  private static final String GENERAL = "general";

  private final Config common;
  private final List<Domain> domains;
  private final Domain general;
  private final List<LanguageModel> models;
  private final Map<String, String> swaps;

  private Phrases(Config common, List<Domain> domains, Domain general) {
    this.common = common;
    this.domains = domains;
    this.general = general;
    this.models =
        common.getConfigList("models").stream()
            .map(
                model ->
                    new LanguageModel(
                        model.getString("name"),
                        model.getDouble("share"),
                        model.getDouble("quality"),
                        model.getInt("start-ms"),
                        model.getInt("ms-per-token")))
            .toList();
    this.swaps = new TreeMap<>();
    common
        .getObject("swaps")
        .forEach((from, to) -> swaps.put(from, String.valueOf(to.unwrapped())));
  }

  /** Draws one of the language models. */
  record LanguageModel(String name, double share, double quality, int startMs, int msPerToken) {}

  static Phrases load() {
    Config common = parse("phrases");
    List<Domain> domains =
        common.getStringList("domains").stream().map(name -> Domain.from(parse(name))).toList();
    return new Phrases(common, domains, Domain.from(parse(GENERAL)));
  }

  /** Returns the domains that the backend knows, in a fixed order. */
  List<Domain> domains() {
    return domains;
  }

  /** Returns the pseudo-domain for out-of-scope requests. */
  Domain general() {
    return general;
  }

  List<LanguageModel> models() {
    return models;
  }

  /** Returns the share of traffic whose template is drawn uniformly. */
  double exploration(int week) {
    return common.getDoubleList("exploration").get(week - 1);
  }

  String promptOf(String templateId) {
    return common.getString("templates." + templateId);
  }

  /** Returns the word substitutions used to make near-duplicates. */
  Map<String, String> swaps() {
    return swaps;
  }

  List<String> texts(String path) {
    return common.getStringList(path);
  }

  private static Config parse(String name) {
    return ConfigFactory.parseResources(
        Phrases.class, name + ".conf", ConfigParseOptions.defaults().setAllowMissing(false));
  }
}
