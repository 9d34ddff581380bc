package ai.kalimtak.submit.demo;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one domain's resource says.
 *
 * @param share of the traffic, by week
 * @param favourite template that the backend believes to be the best, by week; in the first it errs
 * @param slots values for each {@code {slot}} of the texts
 * @param aliases a second slot with the values of a first
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

  /** What a template is worth where nobody said otherwise. */
  private static final double UNKNOWN_QUALITY = 0.4;

  /**
   * @param fromWeek week in which it is introduced
   * @param quality of the answers that it leads to, 0 to 1, by week
   */
  record Template(String id, int fromWeek, List<Double> quality) {}

  /** One kind of wish: how people put it, and how an answer opens and goes on. */
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

  /** Templates on offer in a week. */
  List<Template> templates(int week) {
    return templates.stream().filter(template -> template.fromWeek() <= week).toList();
  }

  /** How good answers by this template are here in that week. */
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
