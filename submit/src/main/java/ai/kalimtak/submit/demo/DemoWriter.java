package ai.kalimtak.submit.demo;

import ai.kalimtak.common.json.Json;
import ai.kalimtak.submit.demo.DemoInteraction.Trait;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes the demo's traffic the way the backend would: with {@code log_user_interaction} and {@code
 * update_interaction_feedback}. Ids are part of the traffic, and both functions leave an unchanged
 * row alone, so writing a week twice changes nothing.
 */
public final class DemoWriter {
  private static final int BATCH = 1000;

  /**
   * Passes a batch as one JSON array, because a statement that returns rows cannot be a JDBC batch.
   */
  private static final String LOG_INTERACTIONS =
      """
      select count(log_user_interaction(
               id => r.id, user_id => r.user_id, session_id => r.session_id, created_at => r.created_at,
               input_text => r.input_text, domain => r.domain, template_id => r.template_id,
               generated_prompt => r.generated_prompt, model_output => r.model_output,
               model_name => r.model_name, propensity => r.propensity, latency_ms => r.latency_ms,
               prompt_tokens => r.prompt_tokens, completion_tokens => r.completion_tokens,
               error => r.error, ip_address => r.ip_address, user_agent => r.user_agent,
               metadata => r.metadata))
        from jsonb_to_recordset(cast(:rows as jsonb)) as r(
               id uuid, user_id uuid, session_id text, created_at timestamptz, input_text text,
               domain text, template_id text, generated_prompt text, model_output text,
               model_name text, propensity double precision, latency_ms int, prompt_tokens int,
               completion_tokens int, error text, ip_address inet, user_agent text, metadata jsonb)
      """;

  private static final String RATE =
      """
      select count(*) filter (
               where update_interaction_feedback(id => r.id, score => r.score, text => r.text, at => r.at))
        from jsonb_to_recordset(cast(:rows as jsonb)) as r(id uuid, score int, text text, at timestamptz)
      """;

  /**
   * Writes the column directly, as a moderation tool with the service role would; no SQL function
   * exists for it.
   */
  private static final String MODERATE =
      """
      with judged as (
        select r.id, r.label
          from jsonb_to_recordset(cast(:rows as jsonb)) as r(id uuid, label text)
      ), changed as (
        update user_interactions i
           set moderation_label = judged.label
          from judged
         where i.id = judged.id and i.moderation_label is distinct from judged.label
      )
      select count(*) from judged join user_interactions using (id)
      """;

  private final Jdbi jdbi;

  public DemoWriter(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Writes one week in transactions of a thousand rows. Weeks must be written in order because
   * ratings arrive late.
   */
  public DemoWritten write(DemoWeek week) {
    int interactions =
        inBatches(LOG_INTERACTIONS, week.interactions().stream().map(InteractionRow::of).toList());
    int feedback = inBatches(RATE, week.feedback().stream().map(FeedbackRow::of).toList());
    int moderated = inBatches(MODERATE, week.moderation());
    return new DemoWritten(
        interactions,
        feedback,
        week.personalData(),
        week.count(Trait.NEAR_DUPLICATE),
        week.count(Trait.EXACT_DUPLICATE),
        week.count(Trait.INAPPROPRIATE),
        week.anonymous(),
        moderated);
  }

  /** Returns the sum of the statement's counts over all batches. */
  private int inBatches(String statement, List<?> rows) {
    int counted = 0;
    for (int from = 0; from < rows.size(); from += BATCH) {
      String batch = Json.write(rows.subList(from, Math.min(from + BATCH, rows.size())));
      counted +=
          jdbi.inTransaction(
              handle ->
                  handle.createQuery(statement).bind("rows", batch).mapTo(Integer.class).one());
    }
    return counted;
  }

  private record InteractionRow(
      UUID id,
      UUID userId,
      String sessionId,
      String createdAt,
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
      Map<String, String> metadata) {

    static InteractionRow of(DemoInteraction row) {
      return new InteractionRow(
          row.id(),
          row.userId(),
          row.sessionId(),
          row.createdAt().toString(),
          row.inputText(),
          row.domain(),
          row.templateId(),
          row.generatedPrompt(),
          row.modelOutput(),
          row.modelName(),
          row.propensity(),
          row.latencyMs(),
          row.promptTokens(),
          row.completionTokens(),
          row.error(),
          row.ipAddress(),
          row.userAgent(),
          row.metadata());
    }
  }

  private record FeedbackRow(UUID id, int score, String text, String at) {
    static FeedbackRow of(DemoFeedback feedback) {
      return new FeedbackRow(
          feedback.id(), feedback.score(), feedback.text(), feedback.at().toString());
    }
  }
}
