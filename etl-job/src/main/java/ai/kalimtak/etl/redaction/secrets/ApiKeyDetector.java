package ai.kalimtak.etl.redaction.secrets;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Scan;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.WordFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * {@link PiiType#API_KEY}: tokens of the shapes that their issuers publish, and JSON Web Tokens
 * whose header decodes (RFC 7519).
 */
public final class ApiKeyDetector implements Detector {
  private static final int MAX_CHARS = 8192;

  private static final double MIN_BITS = 40;
  private static final List<KeyShape> SHAPES =
      WordFile.read(ApiKeyDetector.class, "key-shapes.txt")
          .entries(KeyShape::parse, "a prefix, the least and the greatest number of characters");

  /**
   * @param least number of letters, digits, {@code _} and {@code -} that follow the prefix
   * @param most greatest number of them
   */
  private record KeyShape(String prefix, int least, int most) {
    static KeyShape parse(String line) {
      String[] fields = line.split(" +");
      if (fields.length != 3) {
        throw new IllegalArgumentException();
      }
      KeyShape shape =
          new KeyShape(fields[0], Integer.parseInt(fields[1]), Integer.parseInt(fields[2]));
      if (shape.least < 1 || shape.most < shape.least) {
        throw new IllegalArgumentException();
      }
      return shape;
    }
  }

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.LONG_TOKEN);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int start = hit.start();
    int end = hit.end();
    while (end > start && (text.at(end - 1) == '.' || text.at(end - 1) == '-')) {
      end--;
    }
    if (end - start < Scan.LONG_TOKEN || end - start > MAX_CHARS) {
      return;
    }
    String token = text.string(start, end);
    boolean key =
        token.startsWith("eyJ")
            ? isJsonWebToken(token)
            : token.startsWith("SG.") ? isSendGrid(token) : hasShape(token);
    if (key) {
      findings.add(PiiType.API_KEY, start, end);
    }
  }

  private static boolean hasShape(String token) {
    for (KeyShape shape : SHAPES) {
      if (token.startsWith(shape.prefix)) {
        String rest = token.substring(shape.prefix.length());
        return rest.length() >= shape.least
            && rest.length() <= shape.most
            && Secrets.hasDigitAndLetter(rest)
            && Secrets.bits(rest) >= MIN_BITS;
      }
    }
    return false;
  }

  private static boolean isSendGrid(String token) {
    return token.length() == 69 && token.indexOf('.', 3) == 25;
  }

  private static boolean isJsonWebToken(String token) {
    int first = token.indexOf('.');
    if (first < 0 || token.indexOf('.', first + 1) < 0) {
      return false;
    }
    try {
      String header =
          new String(
              Base64.getUrlDecoder().decode(token.substring(0, first)), StandardCharsets.UTF_8);
      return header.startsWith("{") && header.contains("\"alg\"");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
