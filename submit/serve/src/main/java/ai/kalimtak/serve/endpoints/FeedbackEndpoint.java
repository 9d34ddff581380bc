package ai.kalimtak.serve.endpoints;

import ai.kalimtak.serve.auth.Authorization;
import ai.kalimtak.serve.http.Answers;
import ai.kalimtak.serve.http.Database;
import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.http.StrictJson;
import ai.kalimtak.serve.http.Texts;
import ai.kalimtak.serve.http.Uuids;
import ai.kalimtak.serve.settings.ServeSettings;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /api/feedback}: rates an interaction, on behalf of its user or the backend. */
public record FeedbackEndpoint(
    Database database, Authorization authorization, ServeSettings.Limits limits) {

  /** The body. */
  record Feedback(String interactionId, Integer score, String text) {
    UUID validId() {
      if (interactionId == null) {
        throw Problem.invalid("/interaction_id", "is missing");
      }
      return Uuids.parse(interactionId)
          .orElseThrow(() -> Problem.invalid("/interaction_id", "must be a UUID"));
    }

    int validScore() {
      if (score == null || score < 1 || score > 5) {
        throw Problem.invalid("/score", "must be a whole number, 1 to 5");
      }
      return score;
    }
  }

  /** The response. */
  record Stored(UUID interactionId, String result) {}

  public void post(Context request) {
    Optional<UUID> rater = authorization.userOrService(request);
    Feedback feedback = StrictJson.read(request, Feedback.class, limits.maxBodyBytes());
    UUID id = feedback.validId();
    int score = feedback.validScore();
    Texts.check("/text", feedback.text(), limits.maxFeedbackCharacters());
    String result =
        database.with(connection -> rate(connection, id, score, feedback.text(), rater));
    if (result.equals("absent")) {
      // An interaction of another user and a missing one must look the same to the caller.
      throw new Problem(404, "You have no such interaction");
    }
    Answers.json(request, 200, new Stored(id, result));
  }

  private static String rate(
      Connection connection, UUID id, int score, String text, Optional<UUID> rater)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select public.rate_interaction(?, ?, ?, ?)")) {
      statement.setObject(1, id);
      statement.setInt(2, score);
      statement.setString(3, text);
      statement.setObject(4, rater.orElse(null), java.sql.Types.OTHER);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
