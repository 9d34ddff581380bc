package ai.kalimtak.submit.demo;

import java.util.ArrayList;
import java.util.List;

/** Composes answers of a given quality. */
final class Answers {
  private final Phrases phrases;

  Answers(Phrases phrases) {
    this.phrases = phrases;
  }

  /**
   * Returns an answer in the style of a template.
   *
   * @param quality 0 to 1; a better answer addresses more of the question, a bad one may refuse
   */
  String write(
      Domain domain,
      Domain.Intent intent,
      Slots slots,
      String template,
      double quality,
      Dice dice) {
    if (quality < 0.35 && dice.chance(0.45)) {
      return Slots.replace(dice.pick(phrases.texts("refusals")), slot -> slots.asked());
    }
    List<String> sentences = new ArrayList<>();
    sentences.add(slots.sentence(dice.pick(intent.openings()), dice));
    int wanted = template.equals("concise") ? 2 : template.equals("step-by-step") ? 5 : 4;
    List<String> points = new ArrayList<>(intent.points());
    List<String> general = new ArrayList<>(domain.points());
    for (int i = 0; i < wanted; i++) {
      if (dice.chance(quality) && !points.isEmpty()) {
        sentences.add(slots.sentence(take(points, dice), dice));
      } else if (dice.chance(quality) && !general.isEmpty()) {
        sentences.add(slots.sentence(take(general, dice), dice));
      } else {
        sentences.add(dice.pick(phrases.texts("generic-answers")));
      }
    }
    return inStyle(template, sentences, dice);
  }

  private String inStyle(String template, List<String> sentences, Dice dice) {
    switch (template) {
      case "step-by-step" -> {
        StringBuilder list = new StringBuilder(sentences.get(0));
        for (int i = 1; i < sentences.size(); i++) {
          list.append('\n').append(i).append(". ").append(sentences.get(i));
        }
        return list.toString();
      }
      case "persona" -> {
        return dice.pick(phrases.texts("persona-openings"))
            + " "
            + String.join(" ", sentences)
            + " "
            + dice.pick(phrases.texts("persona-closings"));
      }
      case "worked-example" -> {
        return sentences.get(0)
            + "\n\n"
            + dice.pick(phrases.texts("example-openings"))
            + " "
            + String.join(" ", sentences.subList(1, sentences.size()))
            + "\n\n"
            + dice.pick(phrases.texts("example-closings"));
      }
      default -> {
        String text = String.join(" ", sentences);
        return template.equals("plain") && dice.chance(0.3)
            ? text + " " + dice.pick(phrases.texts("closings"))
            : text;
      }
    }
  }

  private static String take(List<String> from, Dice dice) {
    return from.remove(dice.between(0, from.size() - 1));
  }
}
