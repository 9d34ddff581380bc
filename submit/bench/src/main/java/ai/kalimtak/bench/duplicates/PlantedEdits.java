package ai.kalimtak.bench.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts with edits of a known similarity. */
final class PlantedEdits {
  private static final double WIDTH = 0.02;

  private PlantedEdits() {}

  /**
   * Returns the texts with one edit each per similarity: words are replaced one by one until the
   * similarity is at the target or up to 0.02 above; a text that never gets there has no such edit.
   */
  static List<String> of(List<String> texts, List<String> words, double... similarities) {
    List<String> all = new ArrayList<>(texts);
    for (int i = 0; i < texts.size(); i++) {
      for (double similarity : similarities) {
        SplittableRandom dice = new SplittableRandom(i * 31L + Math.round(similarity * 100));
        String edit = edit(texts.get(i), similarity, dice, words);
        if (edit != null) {
          all.add(edit);
        }
      }
    }
    return all.stream().distinct().toList();
  }

  private static String edit(
      String text, double similarity, SplittableRandom dice, List<String> words) {
    String edited = text;
    String taken = null;
    while (true) {
      edited = RealTexts.replaceWord(edited, dice, words);
      double now = BruteForce.similarity(text, edited, 5);
      if (now < similarity) {
        return taken;
      }
      if (now <= similarity + WIDTH) {
        taken = edited;
      }
    }
  }
}
