package ai.kalimtak.serve.endpoints;

import ai.kalimtak.serve.http.Answers;
import ai.kalimtak.serve.http.Database;
import ai.kalimtak.serve.http.Problem;
import io.javalin.http.Context;
import java.util.Map;

/** {@code GET /health}: reports whether the database answers. */
public record HealthEndpoint(Database database) {
  public void get(Context request) {
    if (!database.answers()) {
      throw new Problem(503, "The database is unavailable at the moment; try again")
          .with("retry_after", 5);
    }
    Answers.json(request, 200, Map.of("status", "up"));
  }
}
