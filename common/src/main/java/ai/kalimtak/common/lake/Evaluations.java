package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code gold/evaluations}: each metric of each evaluated model version. */
public final class Evaluations {
  public static final String RUN_ID = "run_id";
  public static final String AT = "at";
  public static final String MODEL_NAME = "model_name";
  public static final String VERSION = "version";
  public static final String DATASET_VERSION = "dataset_version";
  public static final String SPLIT = "split";
  public static final String METRIC = "metric";
  public static final String SLICE = "slice";
  public static final String VALUE = "value";

  public static final LakeTable TABLE =
      new LakeTable(
          "gold/evaluations",
          false,
          "One row per evaluated model version, metric and slice.",
          new StructType(
              new StructField[] {
                column(RUN_ID, LongType, "Run of the evaluation job"),
                column(AT, TimestampType, "When the version was evaluated, UTC"),
                column(MODEL_NAME, StringType, "Model, as in model_versions"),
                column(VERSION, IntegerType, "Version, as in model_versions"),
                column(
                    DATASET_VERSION,
                    LongType,
                    "Version of gold/training_data that the metric was measured on"),
                column(SPLIT, StringType, "Split that the metric was measured on"),
                column(METRIC, StringType, "Metric, such as accuracy or log_loss"),
                column(
                    SLICE,
                    StringType,
                    "Part of the data, such as domain=travel; all for the whole split"),
                column(VALUE, DoubleType, "Value of the metric")
              }),
          List.of(),
          List.of(RUN_ID, AT, MODEL_NAME, VERSION, METRIC));

  private Evaluations() {}
}
