package ai.kalimtak.submit.demo;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One interaction, its columns named as those of {@code user_interactions}. Null stands for null.
 *
 * @param traits what is peculiar about its texts; known here because they were made here
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

  /** What a careful pipeline is expected to notice. */
  public enum Trait {
    /** The input, and so the prompt and perhaps the answer, holds personal data. */
    PERSONAL_DATA,
    /** Input and answer are those of an earlier interaction. */
    EXACT_DUPLICATE,
    /** Input or answer, or both, differ a little from those of an earlier interaction. */
    NEAR_DUPLICATE,
    /** The input is rude. */
    INAPPROPRIATE
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
