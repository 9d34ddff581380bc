package ai.kalimtak.bench.heuristics;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Good rows in which one text was replaced by junk.
 *
 * @param rows rows per kind, set and seed
 */
record PlantedJunk(int rows) {
  /** Creates junk of all held-out kinds, or of all others. */
  List<TextPair> in(GoodRows set, int seed, boolean heldOut) {
    List<TextPair> junk = new ArrayList<>();
    for (Junk kind : Junk.values()) {
      if (kind.isHeldOut() == heldOut) {
        junk.addAll(in(set, seed, kind));
      }
    }
    return junk;
  }

  /** Creates junk of one kind; empty if the kind applies to answers and the set has none. */
  List<TextPair> in(GoodRows set, int seed, Junk kind) {
    List<TextPair> junk = new ArrayList<>();
    Random dice = new Random(31L * seed + kind.name().hashCode() * 7919L + set.name().hashCode());
    boolean answers = set.rows().get(0).answer() != null;
    if (kind.isOfAnswers() && !answers) {
      return junk;
    }
    for (int i = 0; i < rows; i++) {
      TextPair good = set.rows().get(dice.nextInt(set.rows().size()));
      junk.add(
          answers
              ? new TextPair(good.prompt(), kind.of(good.answer(), dice))
              : new TextPair(kind.of(good.prompt(), dice), null));
    }
    return junk;
  }
}
