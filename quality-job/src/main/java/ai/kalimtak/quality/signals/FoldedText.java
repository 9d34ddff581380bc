package ai.kalimtak.quality.signals;

import ai.kalimtak.common.text.Utf8Function;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Folds a text so that trivial differences disappear: Unicode NFKC, case folded, each run of white
 * space and punctuation replaced by one blank. A text that consists of nothing else is only
 * normalized.
 *
 * <p>Case is folded by converting to upper and then to lower case. That is Unicode's simple folding
 * plus the letters that become two in the other case ("straße" equals "STRASSE").
 */
public record FoldedText() implements Utf8Function {
  private static final long serialVersionUID = 1L;
  private static final Pattern SEPARATORS = Pattern.compile("[\\p{P}\\p{Cntrl}\\s\\p{Z}]+");

  /** For each ASCII character its lower-case form, or a blank for a separator. */
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
    // Again, because changing the case can undo the normalization.
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
