package ai.kalimtak.common;

import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.lake.TrainingData;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows of {@code gold/training_data} for tests, written directly to the table. */
public final class GoldRows {
  private GoldRows() {}

  /** Returns one row of a split; domain and score may be null. */
  public static Row row(
      String id, String split, String input, String output, String domain, Integer score) {
    Map<String, Object> values = new HashMap<>();
    values.put(TrainingData.INTERACTION_ID, id);
    values.put(TrainingData.CREATED_AT, Timestamp.valueOf("2026-01-05 10:00:00"));
    values.put(TrainingData.SPLIT, split);
    values.put(TrainingData.INPUT_TEXT, input);
    values.put(TrainingData.MODEL_OUTPUT, output);
    values.put(TrainingData.GIVEN_DOMAIN, domain);
    values.put(TrainingData.DOMAIN, domain);
    values.put(TrainingData.FEEDBACK_SCORE, score);
    values.put(TrainingData.IS_SELECTED, score != null && score >= 4);
    return RowFactory.create(
        Arrays.stream(TrainingData.TABLE.schema().fieldNames()).map(values::get).toArray());
  }

  /** Assigns three of five rows to train, one to validation and one to test. */
  public static String split(int number) {
    return switch (number % 5) {
      case 3 -> TrainingData.VALIDATION;
      case 4 -> TrainingData.TEST;
      default -> TrainingData.TRAIN;
    };
  }

  /** Replaces the table's rows, as one new version. */
  public static void write(JobSession session, List<Row> rows) {
    session.lake().ensure(TrainingData.TABLE);
    session
        .spark()
        .createDataFrame(rows, TrainingData.TABLE.schema())
        .coalesce(1)
        .write()
        .format("delta")
        .mode("overwrite")
        .save(session.lake().path(TrainingData.TABLE));
  }
}
