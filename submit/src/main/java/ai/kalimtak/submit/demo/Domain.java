package ai.kalimtak.submit.demo;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One domain, as described by its resource file.
 *
 * @param share share of the traffic, by week
 * @param favourite template that the backend prefers, by week; the choice for the first week is
 *     wrong
 * @param slots values of each {@code {slot}} in the texts
 * @param aliases additional slots that share the values of another slot
 * @param details sentences that make an input longer
 * @param points sentences that fit any answer of the domain
 */
record Domain(
    String name,
    List<Double> share,
    String persona,
    List<Template> templates,
    List<String> favourite,
    Map<String, List<String>> slots,
    Map<String, String> aliases,
    List<String> details,
    List<String> points,
    List<Intent> intents) {

  /** Default quality of a template. */
  private static final double UNKNOWN_QUALITY = 0.4;

  /**
   * @param fromWeek week in which the template is introduced
   * @param quality quality of its answers, 0 to 1, by week
   */
  record Template(String id, int fromWeek, List<Double> quality) {}

  /** One kind of request: its wordings, and how an answer opens and continues. */
  record Intent(List<String> inputs, List<String> openings, List<String> points) {}

  static Domain from(Config config) {
    Map<String, List<String>> slots = new TreeMap<>();
    for (String slot : config.getConfig("slots").root().keySet()) {
      slots.put(slot, config.getStringList("slots." + slot));
    }
    Map<String, String> aliases = new TreeMap<>();
    if (config.hasPath("aliases")) {
      for (String alias : config.getConfig("aliases").root().keySet()) {
        aliases.put(alias, config.getString("aliases." + alias));
      }
    }
    return new Domain(
        config.getString("name"),
        config.getDoubleList("share"),
        config.getString("persona"),
        config.getConfigList("templates").stream().map(Domain::template).toList(),
        config.getStringList("favourite"),
        slots,
        aliases,
        config.getStringList("details"),
        config.getStringList("points"),
        config.getConfigList("intents").stream().map(Domain::intent).toList());
  }

  /** Returns the templates available in a week. */
  List<Template> templates(int week) {
    return templates.stream().filter(template -> template.fromWeek() <= week).toList();
  }

  /** Returns the answer quality of a template in this domain and week. */
  double quality(String templateId, int week) {
    return templates(week).stream()
        .filter(template -> template.id().equals(templateId))
        .findFirst()
        .map(template -> template.quality().get(week - 1))
        .orElse(UNKNOWN_QUALITY);
  }

  private static Template template(Config config) {
    return new Template(
        config.getString("id"),
        config.hasPath("from-week") ? config.getInt("from-week") : 1,
        config.getDoubleList("quality"));
  }

  private static Intent intent(Config config) {
    return new Intent(
        config.getStringList("inputs"),
        config.getStringList("openings"),
        config.getStringList("points"));
  }
}
