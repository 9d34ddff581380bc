package ai.kalimtak.quality.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.Candidates;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class CurationCountsTest {
  @Test
  void countsRowsByStatusStepAndLabel() {
    CurationCounts counts =
        CurationCounts.of(
            silver(
                row("1", "selected", 5),
                row("2", "candidate", null),
                row("3", "rejected", 1, "low-score"),
                row("4", "rejected", 1, "low-quality:symbols", "low-score")));
    assertThat(counts.byStatus())
        .isEqualTo(new RowCounts(4, 1, 1, 2, Map.of("low-score", 1L, "low-quality:symbols", 1L)));
    assertThat(counts.byStatus().rejectedByReason().keySet())
        .containsExactly("low-quality:symbols", "low-score");
    assertThat(counts.byStep().funnel())
        .containsExactly(
            new StepCounts.Stage("considered", 4),
            new StepCounts.Stage("rated, or rejected", 3),
            new StepCounts.Stage("after low-quality", 2),
            new StepCounts.Stage("after inappropriate", 2),
            new StepCounts.Stage("after duplicate:exact", 2),
            new StepCounts.Stage("after duplicate:near", 2),
            new StepCounts.Stage("after low-score", 1),
            new StepCounts.Stage("after over-quota", 1));
    assertThat(counts.byStep().filters())
        .contains(
            new StepCounts.Effect("low-quality", 4, 1, 1, 0, 0),
            new StepCounts.Effect("low-score", 3, 1, 2, 1, 1));
    assertThat(counts.byStep().reasonsByDomain())
        .isEqualTo(Map.of("low-quality:symbols|(none)", 1L, "low-score|(none)", 1L));
    assertThat(counts.trainingRows())
        .isEqualTo(
            new TrainingRows(
                2, Map.of("train", 2L), Map.of("rated", 2L, "given_domain", 0L, "moderated", 0L)));
    assertThat(counts.distribution().scores()).isEqualTo(Map.of("1", 2L, "5", 1L, "unrated", 1L));
    assertThat(counts.examples(CurationCounts.Group::isRejected)).containsExactly("3", "4");
  }

  @Test
  void refusesAReasonThatNoStepGives() {
    assertThatThrownBy(() -> CurationCounts.of(silver(row("1", "rejected", 5, "too-old"))))
        .hasMessageContaining("no curation step gives the reason \"too-old\"");
  }

  @Test
  void refusesARowWithoutAStatusOrAReason() {
    assertThatThrownBy(() -> CurationCounts.of(silver(row("1", null, 5))))
        .hasMessageContaining("is not a curation status");
    assertThatThrownBy(() -> CurationCounts.of(silver(row("1", "rejected", 5))))
        .hasMessageContaining("the status rejected and the reason none");
  }

  /** A row with flags, the first of them its reason. */
  private static Row row(String id, String status, Integer score, String... flags) {
    Map<String, Object> row = new HashMap<>();
    row.put(Candidates.INTERACTION_ID, id);
    row.put(Candidates.CURATION_STATUS, status);
    row.put(Candidates.FEEDBACK_SCORE, score);
    row.put(Candidates.FLAGS, flags);
    row.put(Candidates.REJECTION_REASON, flags.length == 0 ? null : flags[0]);
    row.put(Candidates.IS_CLEAN, Arrays.stream(flags).allMatch(flag -> flag.equals("low-score")));
    row.put(Candidates.SPLIT, "train");
    return RowFactory.create(
        Arrays.stream(Candidates.TABLE.schema().fieldNames()).map(row::get).toArray());
  }

  private static Dataset<Row> silver(Row... rows) {
    return LocalSpark.session().createDataFrame(List.of(rows), Candidates.TABLE.schema());
  }
}
