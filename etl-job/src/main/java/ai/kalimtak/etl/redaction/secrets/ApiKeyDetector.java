package ai.kalimtak.etl.redaction.secrets;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Scan;
import ai.kalimtak.etl.redaction.scan.Text;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * {@link PiiType#API_KEY}: tokens in the shapes that their issuers publish, and JSON Web Tokens
 * whose header decodes (RFC 7519).
 */
public final class ApiKeyDetector implements Detector {
  private static final int MAX_CHARS = 8192;

  /** Prefix and how many letters, digits, {@code _} and {@code -} follow it. */
  private record Shape(String prefix, int least, int most) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("sk-", 20, 256),
          new Shape("ghp_", 36, 36),
          new Shape("gho_", 36, 36),
          new Shape("ghu_", 36, 36),
          new Shape("ghs_", 36, 36),
          new Shape("ghr_", 36, 76),
          new Shape("github_pat_", 40, 120),
          new Shape("glpat-", 20, 64),
          new Shape("xoxb-", 20, 120),
          new Shape("xoxp-", 20, 120),
          new Shape("xoxa-", 20, 120),
          new Shape("xoxr-", 20, 120),
          new Shape("xoxs-", 20, 120),
          new Shape("xapp-", 20, 160),
          new Shape("AIza", 35, 35),
          new Shape("AKIA", 16, 16),
          new Shape("ASIA", 16, 16),
          new Shape("sk_live_", 16, 128),
          new Shape("rk_live_", 16, 128),
          new Shape("sk_test_", 16, 128),
          new Shape("rk_test_", 16, 128),
          new Shape("whsec_", 24, 64),
          new Shape("npm_", 36, 36),
          new Shape("pypi-", 60, 256),
          new Shape("hf_", 30, 40),
          new Shape("dop_v1_", 64, 64),
          new Shape("shpat_", 32, 32),
          new Shape("sq0atp-", 22, 22),
          new Shape("ya29.", 40, 512));

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
    for (Shape shape : SHAPES) {
      if (token.startsWith(shape.prefix)) {
        int length = token.length() - shape.prefix.length();
        return length >= shape.least && length <= shape.most && looksRandom(token, shape);
      }
    }
    return false;
  }

  private static boolean looksRandom(String token, Shape shape) {
    String rest = token.substring(shape.prefix.length());
    return Secrets.hasDigitAndLetter(rest) && Secrets.bits(rest) >= 40;
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
