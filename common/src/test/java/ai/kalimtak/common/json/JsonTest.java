package ai.kalimtak.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Run(long runId, OffsetDateTime startedAt, Optional<OffsetDateTime> endedAt) {}

  record Version(String modelName, OptionalInt parentVersion, String note) {}

  @Test
  void timesAreIsoAndEmptyFieldsAreLeftOut() {
    OffsetDateTime start = OffsetDateTime.parse("2026-03-01T08:00:00Z");
    assertThat(Json.write(new Run(7, start, Optional.of(start.plusSeconds(5)))))
        .isEqualTo(
            "{\"run_id\":7,\"started_at\":\"2026-03-01T08:00:00Z\",\"ended_at\":\"2026-03-01T08:00:05Z\"}");
    assertThat(Json.write(new Run(8, start, Optional.empty())))
        .isEqualTo("{\"run_id\":8,\"started_at\":\"2026-03-01T08:00:00Z\"}");
    assertThat(Json.write(new Version("reward", OptionalInt.empty(), null)))
        .isEqualTo("{\"model_name\":\"reward\"}");
    assertThat(Json.write(new Version("reward", OptionalInt.of(2), "")))
        .isEqualTo("{\"model_name\":\"reward\",\"parent_version\":2,\"note\":\"\"}");
  }
}
