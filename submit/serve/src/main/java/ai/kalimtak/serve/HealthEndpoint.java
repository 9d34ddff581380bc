package ai.kalimtak.serve;

import io.javalin.http.Context;
import java.util.Map;

/** {@code GET /health}: whether the database answers. */
record HealthEndpoint(Database database) {
  void get(Context request) {
    if (!database.answers()) {
      throw new Problem(503, "The database cannot be reached now; try again")
          .with("retry_after", 5);
    }
    Answers.json(request, 200, Map.of("status", "up"));
  }
}
