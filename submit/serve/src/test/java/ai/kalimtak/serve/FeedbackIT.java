package ai.kalimtak.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackIT {
  private static final UUID ANNA = UUID.fromString("6f0c2b1e-0000-4000-8000-000000000001");
  private static final UUID BERT = UUID.fromString("6f0c2b1e-0000-4000-8000-000000000002");

  @TempDir static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.in(folder);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void usersRateTheirOwnInteractionsAndRepeatingChangesNothing() {
    UUID id = api.interaction(ANNA);
    var first = rate("user=" + ANNA, id, 5, "\"merci – \\\"bien\\\"; drop table x\"");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body().path("result").asText()).isEqualTo("stored");
    Map<String, Object> stored = row(id);
    assertThat(stored)
        .containsEntry("feedback_score", 5)
        .containsEntry("feedback_text", "merci – \"bien\"; drop table x");
    var again = rate("user=" + ANNA, id, 5, "\"merci – \\\"bien\\\"; drop table x\"");
    assertThat(again.body().path("result").asText()).isEqualTo("unchanged");
    assertThat(row(id)).isEqualTo(stored);
  }

  @Test
  void anotherUsersInteractionLooksLikeAMissingOne() {
    UUID id = api.interaction(ANNA);
    var others = rate("user=" + BERT, id, 1, "null");
    var none = rate("user=" + BERT, UUID.randomUUID(), 1, "null");
    assertThat(others.status()).isEqualTo(404);
    assertThat(others.body()).isEqualTo(none.body());
    assertThat(row(id)).containsEntry("feedback_score", null);
  }

  @Test
  void theBackendRatesAnyInteractionEvenAnonymousOnes() {
    UUID id = api.interaction(null);
    assertThat(rate("user=" + ANNA, id, 2, "null").status()).isEqualTo(404);
    assertThat(rate("service", id, 2, "null").status()).isEqualTo(200);
    assertThat(row(id)).containsEntry("feedback_score", 2);
  }

  @Test
  void aNewRatingReplacesTheOldOne() {
    UUID id = api.interaction(ANNA);
    rate("user=" + ANNA, id, 5, "\"good\"");
    rate("user=" + ANNA, id, 1, "null");
    assertThat(row(id)).containsEntry("feedback_score", 1).containsEntry("feedback_text", null);
  }

  @Test
  void healthAndMetricsNeedNoTokenAndRevealNoPaths() {
    assertThat(api.get("/health", null).body().path("status").asText()).isEqualTo("up");
    api.get("/api/nothing-" + ANNA, null);
    String metrics = api.get("/metrics", null).raw().body();
    assertThat(metrics)
        .contains("http_server_requests_seconds_count{method=\"GET\",route=\"/health\"")
        .contains("route=\"none\",status=\"404\"")
        .contains("hikaricp_connections")
        .doesNotContain(ANNA.toString());
  }

  private static RunningApi.Answer rate(String whose, UUID id, int score, String text) {
    return api.post(
        "/api/feedback",
        api.token(whose),
        "{\"interaction_id\": \"" + id + "\", \"score\": " + score + ", \"text\": " + text + "}");
  }

  private static Map<String, Object> row(UUID id) {
    return api.jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select feedback_score, feedback_text, feedback_at, updated_at, change_xid::text from user_interactions where id = :id")
                    .bind("id", id)
                    .mapToMap()
                    .one());
  }
}
