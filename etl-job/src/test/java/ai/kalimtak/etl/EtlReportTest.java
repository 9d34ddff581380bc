package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.json.Json;
import ai.kalimtak.etl.pull.Pulled;
import ai.kalimtak.etl.retention.PastRetention;
import ai.kalimtak.etl.source.HeldBack;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EtlReportTest {
  private static final EtlReport REPORT = report(false);

  @Test
  void itsJsonIsFlatAndHasTheKeysThatScriptsAndMetricsRead() {
    JsonNode json = Json.tree(REPORT);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "mode",
            "why",
            "dry_run",
            "from_xid",
            "to_xid",
            "rows_read",
            "rows_written",
            "rows_known",
            "inserted",
            "updated",
            "deleted",
            "rows_quarantined",
            "quarantined_by_reason",
            "new_columns",
            "held_back",
            "warnings",
            "bronze_version",
            "past_retention");
    assertThat(json.path("from_xid").asLong()).isEqualTo(700);
    assertThat(json.path("rows_read").asLong()).isEqualTo(9);
    assertThat(json.path("rows_written").asLong()).isEqualTo(5);
    assertThat(json.path("rows_quarantined").asLong()).isEqualTo(3);
    assertThat(json.at("/held_back/rows_waiting").asLong()).isEqualTo(4);
    assertThat(json.at("/past_retention/vacuumed").asBoolean()).isTrue();
  }

  @Test
  void theHeadlineCountsWhatHappenedOrWouldHappen() {
    assertThat(REPORT.headline())
        .isEqualTo("9 rows read: 3 inserted, 2 updated, 1 deleted, 3 quarantined");
    assertThat(report(true).headline())
        .isEqualTo(
            "preview of a pull (incremental): would read 9 rows (transactions from 700 to below 800) and quarantine 3");
  }

  private static EtlReport report(boolean dryRun) {
    return new EtlReport(
        new EtlReport.Window("incremental", "transactions from 700 to below 800", 700, 800),
        dryRun,
        new Pulled(9, 1, 3, 2, 1, Map.of("feedback_score: not 1 to 5", 3L), 12),
        List.of("channel"),
        Optional.of(new HeldBack(7, "psql", "idle in transaction", 61, 4)),
        List.of(),
        Optional.of(new PastRetention(Map.of("bronze/interactions", 2L), 1, true, 5, false)));
  }
}
