package ai.kalimtak.serve.endpoints;

import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.http.Texts;
import ai.kalimtak.serve.http.Uuids;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Pattern;

/** An interaction as sent by the backend, with the parameters of {@code log_user_interaction}. */
record Interaction(
    String id,
    String userId,
    String sessionId,
    String inputText,
    String domain,
    String templateId,
    String generatedPrompt,
    String modelOutput,
    String modelName,
    Integer modelVersion,
    Double propensity,
    Integer latencyMs,
    Integer promptTokens,
    Integer completionTokens,
    String error,
    String ipAddress,
    String userAgent,
    JsonNode metadata,
    String createdAt) {

  private static final int LONGEST_NAME = 500;
  private static final Pattern IPV4 =
      Pattern.compile(
          "(OCTET\\.){3}OCTET".replace("OCTET", "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)"));
  private static final Pattern IPV6_LETTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
  private static final OffsetDateTime EARLIEST =
      OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  /**
   * @throws Problem 422 with the name of the first member that cannot be stored
   */
  void check() {
    if (inputText == null) {
      throw Problem.invalid("/input_text", "is missing");
    }
    checkUuid("/id", id);
    checkUuid("/user_id", userId);
    names().forEach((pointer, text) -> Texts.check(pointer, text, LONGEST_NAME));
    texts().forEach((pointer, text) -> Texts.check(pointer, text, Integer.MAX_VALUE));
    Texts.check("/metadata", metadata);
    if (metadata != null && !metadata.isObject() && !metadata.isNull()) {
      throw Problem.invalid("/metadata", "must be an object");
    }
    checkNumbers();
    checkAddress();
    if (createdAt != null) {
      time();
    }
  }

  private void checkNumbers() {
    if (propensity != null && !(propensity > 0 && propensity <= 1)) {
      throw Problem.invalid("/propensity", "must be above 0 and at most 1");
    }
    checkNotNegative("/model_version", modelVersion);
    checkNotNegative("/latency_ms", latencyMs);
    checkNotNegative("/prompt_tokens", promptTokens);
    checkNotNegative("/completion_tokens", completionTokens);
  }

  private void checkAddress() {
    if (ipAddress == null || IPV4.matcher(ipAddress).matches() || isIpv6(ipAddress)) {
      return;
    }
    throw Problem.invalid("/ip_address", "must be an IPv4 or IPv6 address");
  }

  /** Rejects text with a colon that is not an address, so that no host name is looked up. */
  private static boolean isIpv6(String text) {
    try {
      return text.contains(":")
          && IPV6_LETTERS.matcher(text).matches()
          && InetAddress.getAllByName(text).length > 0;
    } catch (java.net.UnknownHostException e) {
      return false;
    }
  }

  /** Parses the time of the interaction. */
  OffsetDateTime time() {
    try {
      OffsetDateTime time = OffsetDateTime.parse(createdAt);
      if (time.isBefore(EARLIEST)
          || time.toInstant().isAfter(Instant.now().plus(Duration.ofDays(1)))) {
        throw Problem.invalid("/created_at", "must be between the year 2000 and now");
      }
      return time;
    } catch (DateTimeException e) {
      throw Problem.invalid("/created_at", "must be an ISO 8601 time with an offset");
    }
  }

  private Map<String, String> names() {
    Map<String, String> names = new java.util.LinkedHashMap<>();
    names.put("/session_id", sessionId);
    names.put("/domain", domain);
    names.put("/template_id", templateId);
    names.put("/model_name", modelName);
    return names;
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new java.util.LinkedHashMap<>();
    texts.put("/input_text", inputText);
    texts.put("/generated_prompt", generatedPrompt);
    texts.put("/model_output", modelOutput);
    texts.put("/error", error);
    texts.put("/user_agent", userAgent);
    return texts;
  }

  private static void checkUuid(String pointer, String text) {
    if (text != null && Uuids.parse(text).isEmpty()) {
      throw Problem.invalid(pointer, "must be a UUID");
    }
  }

  private static void checkNotNegative(String pointer, Integer number) {
    if (number != null && number < 0) {
      throw Problem.invalid(pointer, "must not be negative");
    }
  }
}
