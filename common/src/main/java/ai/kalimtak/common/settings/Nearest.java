package ai.kalimtak.common.settings;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the known name that a misspelled name most likely stands for. */
public final class Nearest {
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private Nearest() {}

  /** Returns the nearest known name, or an empty string if none is close. */
  public static String to(String misspelled, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> DISTANCE.apply(misspelled, name)))
        .filter(name -> DISTANCE.apply(misspelled, name) <= Math.max(2, misspelled.length() / 3))
        .orElse("");
  }
}
