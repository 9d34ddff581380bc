package ai.kalimtak.submit.demo;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One interaction; components are named after the columns of {@code user_interactions} and may be
 * null like them.
 *
 * @param traits the planted peculiarities of its texts
 */
public record DemoInteraction(
    UUID id,
    UUID userId,
    String sessionId,
    Instant createdAt,
    String inputText,
    String domain,
    String templateId,
    String generatedPrompt,
    String modelOutput,
    String modelName,
    double propensity,
    int latencyMs,
    int promptTokens,
    Integer completionTokens,
    String error,
    String ipAddress,
    String userAgent,
    Map<String, String> metadata,
    Set<Trait> traits) {

  /** A peculiarity that curation should detect. */
  public enum Trait {
    /** The input, and so the prompt and possibly the answer, contains personal data. */
    PERSONAL_DATA,
    /** Input and answer are copies of an earlier interaction. */
    EXACT_DUPLICATE,
    /** Input, answer or both differ slightly from an earlier interaction. */
    NEAR_DUPLICATE,
    /** The input is rude. */
    INAPPROPRIATE
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
