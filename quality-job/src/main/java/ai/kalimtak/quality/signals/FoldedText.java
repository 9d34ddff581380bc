package ai.kalimtak.quality.signals;

import ai.kalimtak.common.text.Utf8Function;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A text without what does not tell two texts apart: Unicode NFKC, case folded, runs of white space
 * and punctuation as one blank. A text of nothing else stays as it is, normalised.
 *
 * <p>Case is folded as upper then lower case, which is Unicode's simple folding together with the
 * letters that one case writes as two ("straße" is "STRASSE").
 */
public record FoldedText() implements Utf8Function {
  private static final long serialVersionUID = 1L;
  private static final Pattern SEPARATORS = Pattern.compile("[\\p{P}\\p{Cntrl}\\s\\p{Z}]+");

  /** What becomes of each ASCII character: itself in lower case, or a blank. */
  private static final byte[] ASCII = asciiFolding();

  @Override
  public UTF8String apply(UTF8String text) {
    byte[] bytes = text.getBytes();
    byte[] folded = new byte[bytes.length];
    int length = 0;
    for (byte each : bytes) {
      if (each < 0) {
        return UTF8String.fromString(fold(text.toString()));
      }
      byte to = ASCII[each];
      if (to != ' ' || (length > 0 && folded[length - 1] != ' ')) {
        folded[length++] = to;
      }
    }
    if (length > 0 && folded[length - 1] == ' ') {
      length--;
    }
    return length == 0
        ? UTF8String.fromString(fold(text.toString()))
        : UTF8String.fromBytes(folded, 0, length);
  }

  public static String fold(String text) {
    String normal =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    // Again, because a change of case can leave what is not normal.
    normal = Normalizer.normalize(normal, Normalizer.Form.NFKC);
    String folded = SEPARATORS.matcher(normal).replaceAll(" ").strip();
    return folded.isEmpty() ? normal.strip() : folded;
  }

  private static byte[] asciiFolding() {
    byte[] folding = new byte[128];
    for (int c = 0; c < folding.length; c++) {
      String text = String.valueOf((char) c);
      folding[c] =
          SEPARATORS.matcher(text).matches()
              ? (byte) ' '
              : (byte) text.toLowerCase(Locale.ROOT).charAt(0);
    }
    return folding;
  }
}
