package ai.kalimtak.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.ModelVersion;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Run(long runId, OffsetDateTime startedAt, Optional<OffsetDateTime> endedAt) {}

  enum Key {
    @JsonProperty("input-output")
    INPUT_OUTPUT,
    INPUT
  }

  record Version(
      String modelName, OptionalInt parentVersion, ModelVersion.Status status, String note) {}

  @Test
  void writesTimesInIso8601AndEmptyFieldsAsNull() {
    OffsetDateTime start = OffsetDateTime.parse("2026-03-01T08:00:00Z");
    assertThat(Json.write(new Run(7, start, Optional.of(start.plusSeconds(5)))))
        .isEqualTo(
            "{\"run_id\":7,\"started_at\":\"2026-03-01T08:00:00Z\",\"ended_at\":\"2026-03-01T08:00:05Z\"}");
    assertThat(Json.write(new Run(8, start, Optional.empty())))
        .isEqualTo("{\"run_id\":8,\"started_at\":\"2026-03-01T08:00:00Z\",\"ended_at\":null}");
    assertThat(Json.write(new Version("reward", OptionalInt.empty(), null, null)))
        .isEqualTo(
            "{\"model_name\":\"reward\",\"parent_version\":null,\"status\":null,\"note\":null}");
  }

  @Test
  void readsAndWritesEnumsByTheirValuesInTheContract() {
    Version approved = new Version("reward", OptionalInt.of(2), ModelVersion.Status.APPROVED, "");
    String json = Json.write(approved);
    assertThat(json)
        .isEqualTo(
            "{\"model_name\":\"reward\",\"parent_version\":2,\"status\":\"approved\",\"note\":\"\"}");
    assertThat(Json.read(json, Version.class)).isEqualTo(approved);
    assertThat(Json.write(Map.of(Deployment.State.ROLLED_BACK, 1)))
        .isEqualTo("{\"rolled_back\":1}");
    assertThat(Json.write(List.of(Key.values()))).isEqualTo("[\"input-output\",\"input\"]");
    assertThat(ContractValue.parse(Deployment.State.class, "rolled_back"))
        .isEqualTo(Deployment.State.ROLLED_BACK);
    assertThatThrownBy(() -> ContractValue.parse(Deployment.State.class, "paused"))
        .hasMessage("no State is \"paused\"");
  }
}
