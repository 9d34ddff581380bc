package ai.kalimtak.quality.steps;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.quality.heuristics.TextRules;
import ai.kalimtak.quality.moderation.Moderation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CurationStepTest {
  /** Every reason that a step can give. */
  private static final List<String> REASONS =
      Stream.of(
              TextRules.RULES.stream().map(rule -> "low-quality:" + rule),
              Stream.of("low-quality:empty-input", "low-quality:error", "low-quality:empty-output"),
              Stream.of(Moderation.BY_HUMAN, Moderation.BY_LEXICON, Moderation.BY_MODEL),
              Stream.of("duplicate:exact", "duplicate:near", "low-score"),
              Stream.of("over-quota:domain", "over-quota:template", "over-quota:subject"))
          .flatMap(reasons -> reasons)
          .toList();

  @Test
  void exactlyOneStepGivesEachReason() {
    for (String reason : REASONS) {
      assertThat(Arrays.stream(CurationStep.values()).filter(step -> step.gave(reason)))
          .as(reason)
          .containsExactly(CurationStep.of(reason));
    }
    assertThat(REASONS.stream().map(CurationStep::of).distinct())
        .containsExactlyInAnyOrder(CurationStep.values());
  }

  @Test
  void columnsAndTextsMatchTheSameReasons() {
    Dataset<Row> reasons =
        LocalSpark.session().createDataset(REASONS, Encoders.STRING()).toDF("reason");
    for (CurationStep step : CurationStep.values()) {
      assertThat(reasons.where(step.gave(col("reason"))).as(Encoders.STRING()).collectAsList())
          .containsExactlyElementsOf(REASONS.stream().filter(step::gave).toList());
    }
  }

  @Test
  void keepsTheNamesStoredInTables() {
    assertThat(Arrays.stream(CurationStep.values()).map(CurationStep::label))
        .containsExactly(
            "low-quality",
            "inappropriate",
            "duplicate:exact",
            "duplicate:near",
            "low-score",
            "over-quota");
    assertThat(CurationStep.OVER_QUOTA.reason("domain")).isEqualTo("over-quota:domain");
    assertThat(Arrays.stream(CurationStatus.values()).map(CurationStatus::label))
        .containsExactly("candidate", "selected", "rejected", "retired");
  }

  @Test
  void refusesReasonsAndStatusesThatItDoesNotKnow() {
    for (String unknown : List.of("", "low", "low-quality-too", "duplicate", "duplicate:exactly")) {
      assertThatThrownBy(() -> CurationStep.of(unknown))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no curation step gives the reason \"" + unknown + "\"");
    }
    assertThatThrownBy(() -> CurationStatus.of("Selected"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("\"Selected\" is not a curation status");
  }
}
