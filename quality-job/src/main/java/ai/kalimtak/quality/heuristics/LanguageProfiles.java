package ai.kalimtak.quality.heuristics;

import ai.kalimtak.common.text.ListResource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How letters follow each other in the languages of {@code language-profiles.txt}, and which of
 * them a text resembles most.
 *
 * <p>The counts of one to three letters are the profiles of {@code language-detector} (optimaize,
 * Apache-2.0; Nakatani Shuyo's method, "Language Detection Library for Java", 2010). That library
 * reports which of the languages that it knows is the likeliest, and so finds one even in keys hit
 * at random. Here the same counts also show how likely the text is in that language: the mean of ln
 * P(letter | the two before it) over the letters of its words, backing off to one letter and to
 * none where the profile omits rare ones (Brants et al. 2007, "stupid backoff"). Written text has
 * about -2.2 to -3 in its own language, keys hit at random about -5.5.
 *
 * <p>There is one table per JVM; it is built at first use in about a second and takes 2 MB. Scoring
 * creates no strings. Instances are immutable.
 */
final class LanguageProfiles {
  private static final List<String> NAMES =
      ListResource.of(LanguageProfiles.class, "language-profiles.txt").entries();

  private static final int ENGLISH = NAMES.indexOf("en");
  private static final double UNSEEN_PAIR = 0.2;
  private static final double UNSEEN_LETTER = 0.02;
  private static final double RAREST_LETTER = 1e-5;

  /** How many languages, those with the most evidence, are compared by their likelihood. */
  private static final int COMPARED = 3;

  private final GramTable table = new GramTable(NAMES, ENGLISH);

  /**
   * The language that a text resembles most.
   *
   * @param language usually two letters (ISO 639-1); empty if no letter was judged
   * @param likelihood mean ln P(letter | the two before it) in that language
   * @param judged number of letters that were judged
   * @param allowed the same mean in the likeliest of the allowed languages
   */
  record Likeness(String language, double likelihood, int judged, double allowed) {
    static final Likeness NONE = new Likeness("", 0, 0, 0);
  }

  private static final class Holder {
    static final LanguageProfiles INSTANCE = new LanguageProfiles();
  }

  private LanguageProfiles() {}

  static LanguageProfiles shared() {
    return Holder.INSTANCE;
  }

  /** Returns the names of the languages as settings use them: zh for both kinds of Chinese. */
  static Set<String> known() {
    Set<String> names = new TreeSet<>();
    for (String name : NAMES) {
      names.add(withoutRegion(name));
    }
    return names;
  }

  private static String withoutRegion(String profile) {
    return profile.startsWith("zh") ? "zh" : profile;
  }

  /**
   * Returns whether a text is at least this likely in some language; true if it has fewer letters
   * than required. English, the language of most texts, is tried first, which usually spares a
   * comparison with all others.
   */
  boolean isLanguage(String text, double minLikelihood, int fewestLetters) {
    long[] grams = LetterGrams.of(text);
    return grams.length < fewestLetters
        || meanLikelihood(grams, ENGLISH) >= minLikelihood
        || likeness(grams, Set.of()).likelihood() >= minLikelihood;
  }

  /**
   * Returns the language that a text is likeliest in.
   *
   * @param allowed as {@link #known} names them; empty for all
   */
  Likeness likeness(String text, Set<String> allowed) {
    return likeness(LetterGrams.of(text), allowed);
  }

  private Likeness likeness(long[] grams, Set<String> allowed) {
    if (grams.length == 0) {
      return Likeness.NONE;
    }
    double[] scores = new double[NAMES.size()];
    for (long gram : grams) {
      table.addEvidence(gram, scores);
    }
    Best all = best(grams, scores, Set.of());
    Best permitted = allowed.isEmpty() ? all : best(grams, scores, allowed);
    return new Likeness(
        withoutRegion(NAMES.get(all.language)), all.likelihood, grams.length, permitted.likelihood);
  }

  private record Best(int language, double likelihood) {}

  /** Returns the language with the highest mean likelihood among those with the most evidence. */
  private Best best(long[] grams, double[] scores, Set<String> allowed) {
    double[] left = scores.clone();
    Best best = null;
    for (int round = 0; round < COMPARED; round++) {
      int leader = -1;
      for (int language = 0; language < left.length; language++) {
        boolean open = allowed.isEmpty() || allowed.contains(withoutRegion(NAMES.get(language)));
        if (open && left[language] >= 0 && (leader < 0 || left[language] > left[leader])) {
          leader = language;
        }
      }
      if (leader < 0) {
        break;
      }
      left[leader] = -1;
      double likelihood = meanLikelihood(grams, leader);
      if (best == null || likelihood > best.likelihood) {
        best = new Best(leader, likelihood);
      }
    }
    if (best == null) {
      throw new IllegalStateException("None of the allowed languages is known: " + allowed);
    }
    return best;
  }

  private double meanLikelihood(long[] grams, int language) {
    double sum = 0;
    for (long gram : grams) {
      sum += likelihood(gram, language);
    }
    return sum / grams.length;
  }

  private double likelihood(long gram, int language) {
    float three = table.conditional(gram, language);
    if (!Float.isNaN(three)) {
      return three;
    }
    float two = table.conditional(LetterGrams.lastTwo(gram), language);
    if (!Float.isNaN(two)) {
      return two + Math.log(UNSEEN_PAIR);
    }
    float one = table.conditional(LetterGrams.last(gram), language);
    return Math.log(UNSEEN_LETTER)
        + (Float.isNaN(one) ? Math.log(RAREST_LETTER) : Math.max(one, Math.log(RAREST_LETTER)));
  }
}
