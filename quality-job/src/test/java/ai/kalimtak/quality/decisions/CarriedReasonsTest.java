package ai.kalimtak.quality.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.signals.Signals;
import ai.kalimtak.quality.steps.CurationStatus;
import ai.kalimtak.quality.steps.CurationStep;
import ai.kalimtak.quality.tables.BronzeChanges;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** How the next run treats the flags that a run stored in {@code silver/candidates}. */
class CarriedReasonsTest {
  private static final String SIGNALS = "fingerprint";
  private static final StructType NEAR =
      new StructType()
          .add(Candidates.TEXT_KEY, DataTypes.StringType)
          .add(Candidates.CLUSTER, DataTypes.StringType)
          .add(Decisions.NEAR_DUPLICATE_OF, DataTypes.StringType)
          .add(Candidates.SIMILARITY, DataTypes.DoubleType);
  private static final StructType OVER =
      new StructType()
          .add(Candidates.INTERACTION_ID, DataTypes.StringType)
          .add(Diversity.OVER_QUOTA, DataTypes.StringType);

  @Test
  void keepsARowRejectedIfTheReasonDependsOnTheRowAlone() {
    List<CurationStep> steps =
        Arrays.stream(CurationStep.values()).filter(CurationStep::isBasedOnRowAlone).toList();
    assertThat(steps).isNotEmpty();
    for (CurationStep step : steps) {
      Row decided = decidedAgain(step.reason("detail"));
      assertThat(decided.<String>getAs(Candidates.CURATION_STATUS))
          .isEqualTo(CurationStatus.REJECTED.label());
      assertThat(decided.<String>getAs(Candidates.REJECTION_REASON))
          .isEqualTo(step.reason("detail"));
      assertThat(decided.<Boolean>getAs(Candidates.IS_CLEAN)).isFalse();
    }
  }

  @Test
  void decidesReasonsThatDependOnOtherRowsFromScratch() {
    for (CurationStep step : CurationStep.basedOnOtherRows()) {
      assertThat(decidedAgain(step.reason()).<String>getAs(Candidates.CURATION_STATUS))
          .isEqualTo(CurationStatus.SELECTED.label());
    }
  }

  @Test
  void keepsARowRejectedForAReasonThatNoStepGives() {
    assertThat(decidedAgain("of-an-earlier-step").<String>getAs(Candidates.CURATION_STATUS))
        .isEqualTo(CurationStatus.REJECTED.label());
  }

  /** Decides on a row with a good rating that the last run rejected for one reason. */
  private static Row decidedAgain(String reason) {
    Dataset<Row> bronze =
        rows(
            BronzeInteractions.TABLE,
            Map.of(BronzeInteractions.INTERACTION_ID, "1", BronzeInteractions.RUN_ID, 7L));
    Dataset<Row> silver =
        rows(
            Candidates.TABLE,
            Map.of(
                Candidates.INTERACTION_ID,
                "1",
                Candidates.BRONZE_RUN_ID,
                7L,
                Candidates.SIGNALS,
                SIGNALS,
                Candidates.TEXT_KEY,
                "key",
                Candidates.FEEDBACK_SCORE,
                5,
                Candidates.FLAGS,
                new String[] {reason}));
    try (BronzeChanges changes = BronzeChanges.between(bronze, Optional.of(silver), SIGNALS)) {
      assertThat(changes.freshCount()).isZero();
      RatingSettings ratings = new RatingSettings(4, 0.5);
      return Signals.carried(changes.carried().orElseThrow())
          .transform(rows -> Decisions.resolveExact(rows, ratings, true))
          .transform(rows -> Decisions.resolveNear(rows, none(NEAR), ratings))
          .transform(rows -> Decisions.conclude(rows, none(OVER), new SplitSettings(0.1, 0.1, 17)))
          .first();
    }
  }

  private static Dataset<Row> rows(LakeTable table, Map<String, Object> row) {
    return LocalSpark.session()
        .createDataFrame(
            List.of(
                RowFactory.create(
                    Arrays.stream(table.schema().fieldNames()).map(row::get).toArray())),
            table.schema());
  }

  private static Dataset<Row> none(StructType schema) {
    return LocalSpark.session().createDataFrame(List.<Row>of(), schema);
  }
}
