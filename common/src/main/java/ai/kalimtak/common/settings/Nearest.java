package ai.kalimtak.common.settings;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The known name that a misspelt one most likely meant. */
public final class Nearest {
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private Nearest() {}

  /** The nearest of the known names, or an empty string when none is near. */
  public static String to(String misspelt, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> DISTANCE.apply(misspelt, name)))
        .filter(name -> DISTANCE.apply(misspelt, name) <= Math.max(2, misspelt.length() / 3))
        .orElse("");
  }
}
