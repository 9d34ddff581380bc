package ai.kalimtak.bench.moderation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.moderation.Moderation;
import ai.kalimtak.quality.moderation.ModerationSettings;
import ai.kalimtak.training.TrainingJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Trains moderation models with the training job and applies the quality job's step with them. */
final class ModerationModels {
  private final Workbench workbench;

  ModerationModels(Workbench workbench) {
    this.workbench = workbench;
  }

  /** Returns the rows as judged by the step with its default settings. */
  Dataset<Row> flagged(Dataset<Row> rows, Optional<Moderation.Model> model) {
    ModerationSettings settings = workbench.reader(List.of()).bind(ModerationSettings::from);
    return Moderation.flag(
        rows.withColumn(TrainingData.MODERATION_LABEL, lit(null).cast(DataTypes.StringType)),
        settings,
        model);
  }

  /** Returns the probability from which the step flags a text. */
  double threshold() {
    return workbench.reader(List.of()).bind(ModerationSettings::from).model().threshold();
  }

  /** Returns the posts outside one fold as training data; a tenth of them is for validation. */
  static Dataset<Row> gold(Dataset<Row> posts, int leftOut) {
    return posts
        .where(col("fold").notEqual(leftOut))
        .select(
            sha2(col(TrainingData.INPUT_TEXT), 256).alias(TrainingData.INTERACTION_ID),
            col(TrainingData.INPUT_TEXT),
            lit(null).cast(DataTypes.StringType).alias(TrainingData.MODEL_OUTPUT),
            when(col("kind").equalTo("neither"), "ok")
                .otherwise("inappropriate")
                .alias(TrainingData.MODERATION_LABEL),
            lit(null).cast(DataTypes.IntegerType).alias(TrainingData.FEEDBACK_SCORE),
            lit(false).alias(TrainingData.IS_SELECTED),
            when(col("inner").equalTo(0), TrainingData.VALIDATION)
                .otherwise(TrainingData.TRAIN)
                .alias(TrainingData.SPLIT));
  }

  /** Returns conversations as training data without moderation labels. */
  static Dataset<Row> background(Dataset<Row> chat) {
    return chat.select(
        col("id").alias(TrainingData.INTERACTION_ID),
        col(TrainingData.INPUT_TEXT),
        col(TrainingData.MODEL_OUTPUT),
        lit(null).cast(DataTypes.StringType).alias(TrainingData.MODERATION_LABEL),
        col("feedback_score").cast("int").alias(TrainingData.FEEDBACK_SCORE),
        col("feedback_score").geq(4).alias(TrainingData.IS_SELECTED),
        lit(TrainingData.TRAIN).alias(TrainingData.SPLIT));
  }

  /** Trains a model on these rows. */
  Moderation.Model trained(Dataset<Row> gold, List<String> settings) {
    List<Column> columns = new ArrayList<>();
    List<String> given = List.of(gold.columns());
    for (org.apache.spark.sql.types.StructField field : TrainingData.TABLE.schema().fields()) {
      columns.add(
          given.contains(field.name())
              ? col(field.name())
              : lit(null).cast(field.dataType()).alias(field.name()));
    }
    workbench.session().lake().ensure(TrainingData.TABLE);
    gold.select(columns.toArray(Column[]::new))
        .write()
        .format("delta")
        .mode("overwrite")
        .save(workbench.session().lake().path(TrainingData.TABLE));
    List<String> all = new ArrayList<>(List.of("training.models=[moderation]"));
    all.addAll(settings);
    int version = workbench.run(new TrainingJob(), all).models().get(0).version().orElseThrow();
    ModelVersion found = workbench.session().registry().find("moderation", version).orElseThrow();
    return Moderation.Model.of(found, workbench.session().artifacts().load(found));
  }
}
