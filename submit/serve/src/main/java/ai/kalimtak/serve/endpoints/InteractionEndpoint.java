package ai.kalimtak.serve.endpoints;

import ai.kalimtak.serve.auth.Authorization;
import ai.kalimtak.serve.http.Answers;
import ai.kalimtak.serve.http.Database;
import ai.kalimtak.serve.http.StrictJson;
import ai.kalimtak.serve.settings.ServeSettings;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** {@code POST /api/interactions}: logs an interaction; only for the backend. */
public record InteractionEndpoint(
    Database database, Authorization authorization, ServeSettings.Limits limits) {
  private static final String LOG =
      """
      select public.log_user_interaction(
        input_text => ?, id => coalesce(?::uuid, gen_random_uuid()), user_id => ?::uuid, session_id => ?, domain => ?,
        template_id => ?, generated_prompt => ?, model_output => ?, model_name => ?, model_version => ?, propensity => ?,
        latency_ms => ?, prompt_tokens => ?, completion_tokens => ?, error => ?, ip_address => ?::inet, user_agent => ?,
        metadata => ?::jsonb, created_at => coalesce(?::timestamptz, now()))
      """;

  /** The response. */
  record Logged(UUID id) {}

  public void post(Context request) {
    authorization.service(request);
    Interaction interaction = StrictJson.read(request, Interaction.class, limits.maxBodyBytes());
    interaction.check();
    UUID id = database.with(connection -> log(connection, interaction));
    Answers.json(request, 200, new Logged(id));
  }

  private static UUID log(Connection connection, Interaction row) throws SQLException {
    Object[] values = {
      row.inputText(),
      row.id(),
      row.userId(),
      row.sessionId(),
      row.domain(),
      row.templateId(),
      row.generatedPrompt(),
      row.modelOutput(),
      row.modelName(),
      row.modelVersion(),
      row.propensity(),
      row.latencyMs(),
      row.promptTokens(),
      row.completionTokens(),
      row.error(),
      row.ipAddress(),
      row.userAgent(),
      json(row.metadata()),
      row.createdAt() == null ? null : row.time()
    };
    try (PreparedStatement statement = connection.prepareStatement(LOG)) {
      for (int at = 0; at < values.length; at++) {
        set(statement, at + 1, values[at]);
      }
      try (ResultSet answer = statement.executeQuery()) {
        answer.next();
        return answer.getObject(1, UUID.class);
      }
    }
  }

  /** Binds null without a type, so that Postgres uses the type of the parameter. */
  private static void set(PreparedStatement statement, int at, Object value) throws SQLException {
    if (value == null) {
      statement.setNull(at, java.sql.Types.NULL);
    } else {
      statement.setObject(at, value);
    }
  }

  private static String json(JsonNode metadata) {
    return metadata == null || metadata.isNull() ? null : metadata.toString();
  }
}
