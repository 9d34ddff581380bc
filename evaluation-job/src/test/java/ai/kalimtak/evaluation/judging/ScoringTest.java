package ai.kalimtak.evaluation.judging;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.TableRows;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ModelVersion;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ScoringTest {
  /** Trained on three rows of cooking and one of finance. */
  private static final ModelVersion ROUTER =
      new ModelVersion(
          LabelRule.DOMAIN_ROUTER,
          1,
          ModelVersion.Status.REGISTERED,
          "nowhere",
          "0",
          1,
          "data",
          OptionalInt.empty(),
          "test",
          Json.read(
              "{\"classes\": [\"finance\", \"cooking\"], \"train_rows\": {\"cooking\": 3, \"finance\": 1}}"),
          Json.read("{}"),
          Optional.empty(),
          "test",
          1,
          OffsetDateTime.parse("2026-01-05T00:00:00Z"));

  @Test
  void addsTheProbabilitiesOfTheTrueLabelAndOfTheAnswer() {
    Dataset<Row> scored =
        Scoring.add(
            labelled(
                answered("cooking", 0.25, 0.75),
                answered("finance", 0.25, 0.75),
                answered("travel", 0.5, 0.5)),
            ROUTER,
            pipeline(),
            "candidate");
    assertThat(
            TableRows.lines(
                scored,
                LabelRule.LABEL_NAME,
                "candidate_truth",
                "candidate_prediction",
                "candidate_confidence"))
        .containsExactly(
            "cooking|0.75|cooking|0.75",
            "finance|0.25|cooking|0.75",
            // A label that the version does not know.
            "travel|0.0|finance|0.5");
  }

  @Test
  void addsItsColumnsNextToThoseOfAnotherVersion() {
    Dataset<Row> both =
        Scoring.add(
            Scoring.add(labelled(answered("cooking", 0.25, 0.75)), ROUTER, pipeline(), "candidate"),
            ROUTER,
            pipeline(),
            "production");
    assertThat(both.columns())
        .contains("candidate_truth", "production_truth", "scores")
        .doesNotContain("probability", "prediction");
  }

  @Test
  void theConstantPredictionUsesTheSharesOfTheTrainSplit() {
    Dataset<Row> scored =
        Scoring.addConstant(
            labelled(
                answered("cooking", 1, 0), answered("finance", 1, 0), answered("travel", 1, 0)),
            ROUTER);
    assertThat(
            TableRows.lines(scored, LabelRule.LABEL_NAME, "constant_truth", "constant_prediction"))
        .containsExactly("cooking|0.75|cooking", "finance|0.25|cooking", "travel|0.0|cooking");
  }

  @Test
  void measuresErrorsAndFiniteLogLossInNats() {
    Dataset<Row> scored =
        LocalSpark.session()
            .createDataFrame(
                List.of(
                    RowFactory.create("cooking", 1.0, "cooking"),
                    RowFactory.create("finance", 0.0, "cooking")),
                new StructType()
                    .add(LabelRule.LABEL_NAME, DataTypes.StringType)
                    .add("candidate_truth", DataTypes.DoubleType)
                    .add("candidate_prediction", DataTypes.StringType))
            .withColumn("loss", Scoring.logLoss("candidate"))
            .withColumn("error", Scoring.error("candidate"));
    assertThat(TableRows.lines(scored, LabelRule.LABEL_NAME, "round(loss, 4)", "error"))
        .containsExactly("cooking|0.0|0.0", "finance|34.5388|1.0");
  }

  /** Returns a stub model that takes the probabilities from the rows. */
  private static PipelineModel pipeline() {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new SQLTransformer()
                  .setStatement(
                      "select *, scores as probability, cast(answer as double) as prediction from __THIS__")
            })
        .fit(labelled(answered("cooking", 1, 0)));
  }

  private static Dataset<Row> labelled(Row... rows) {
    return LocalSpark.session()
        .createDataFrame(
            List.of(rows),
            new StructType()
                .add(LabelRule.LABEL_NAME, DataTypes.StringType)
                .add("scores", SQLDataTypes.VectorType())
                .add("answer", DataTypes.IntegerType));
  }

  private static Row answered(String label, double finance, double cooking) {
    return RowFactory.create(label, Vectors.dense(finance, cooking), cooking > finance ? 1 : 0);
  }
}
