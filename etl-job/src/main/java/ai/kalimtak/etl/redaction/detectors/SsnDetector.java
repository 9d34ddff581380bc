package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.Words;
import java.util.Set;

/**
 * {@link PiiType#SSN}: numbers that the US Social Security Administration may have issued, which
 * excludes the areas 000, 666 and 900 and above, the group 00 and the serial number 0000. They are
 * written with hyphens. With other separators or none, they count only after a word such as "SSN".
 */
public final class SsnDetector implements Detector {
  private static final int CUE_CHARS = 60;

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.NUMBER);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int at = hit.start();
    while (at < hit.end()) {
      if (!text.isDigit(at)) {
        at++;
        continue;
      }
      int area = text.digitsEnd(at);
      int end = area - at == 9 ? plain(text, at) : grouped(text, at, area);
      if (end > at) {
        findings.add(PiiType.SSN, at, end);
        at = end;
      } else {
        at = area;
      }
    }
  }

  private static int plain(Text text, int start) {
    return isIssued(text, start, start + 3, start + 5)
            && isSeparate(text, start, start + 9)
            && text.cueBefore(start, CUE_CHARS, Words.SSN_CUE)
        ? start + 9
        : start;
  }

  private static int grouped(Text text, int start, int area) {
    char separator = text.at(area);
    int end = area + 8;
    boolean shaped =
        area - start == 3
            && (separator == '-' || separator == ' ' || separator == '.')
            && text.digitsEnd(area + 1) == area + 3
            && text.at(area + 3) == separator
            && text.digitsEnd(area + 4) == end;
    return shaped
            && isIssued(text, start, area + 1, area + 4)
            && isSeparate(text, start, end)
            && (separator == '-' || text.cueBefore(start, CUE_CHARS, Words.SSN_CUE))
        ? end
        : start;
  }

  private static boolean isIssued(Text text, int area, int group, int serial) {
    String first = text.string(area, area + 3);
    return !first.equals("000")
        && !first.equals("666")
        && first.charAt(0) != '9'
        && !text.string(group, group + 2).equals("00")
        && !text.string(serial, serial + 4).equals("0000");
  }

  private static boolean isSeparate(Text text, int start, int end) {
    return !continues(text.at(start - 1), text.isLetterOrDigit(start - 2))
        && !text.isLetter(end)
        && !continues(text.at(end), text.isLetterOrDigit(end + 1));
  }

  private static boolean continues(char mark, boolean beyond) {
    return mark == '_' || ((mark == '-' || mark == '/' || mark == '.') && beyond);
  }
}
