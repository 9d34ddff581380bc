package ai.kalimtak.quality.heuristics;

import ai.kalimtak.common.text.ListResource;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Answers that decline instead of answering, by the phrases in {@code refusals.txt}. Only the
 * beginning of an answer counts, so that a text about refusals is not one.
 */
final class Refusals {
  private static final int LOOKED_AT = 240;
  private static final String SERVICES = "{services}";
  private static final Pattern ANY = compile();

  private Refusals() {}

  static boolean declines(String answer) {
    String start = answer.length() <= LOOKED_AT ? answer : answer.substring(0, LOOKED_AT);
    return ANY.matcher(start.replace('’', '\'')).find();
  }

  private static Pattern compile() {
    String services = "(?:" + String.join("|", list("refusal-services.txt").entries()) + ")";
    return Pattern.compile(
        list("refusals.txt").entries().stream()
            .map(phrase -> phrase.replace(SERVICES, services))
            .collect(Collectors.joining("|")),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static ListResource list(String file) {
    return ListResource.of(Refusals.class, file);
  }
}
