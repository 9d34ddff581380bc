package ai.kalimtak.quality;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.api.java.UDF1;

/**
 * A text without what does not tell two texts apart: Unicode NFKC, lower case, runs of white space
 * and punctuation as one blank. A text of nothing else stays as it is. Null stays null.
 */
final class FoldedText implements UDF1<String, String> {
  private static final long serialVersionUID = 1L;
  private static final Pattern FOLDED = Pattern.compile("[\\p{P}\\s\\p{Z}]+");

  @Override
  public String call(String text) {
    if (text == null) {
      return null;
    }
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String folded = FOLDED.matcher(normal).replaceAll(" ").strip();
    return folded.isEmpty() ? normal.strip() : folded;
  }
}
