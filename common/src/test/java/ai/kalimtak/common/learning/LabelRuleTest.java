package ai.kalimtak.common.learning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.TrainingData;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class LabelRuleTest {
  private static final StructType RATED =
      new StructType()
          .add(TrainingData.INTERACTION_ID, DataTypes.StringType)
          .add(TrainingData.FEEDBACK_SCORE, DataTypes.IntegerType)
          .add(TrainingData.RATING_MEAN, DataTypes.DoubleType)
          .add(TrainingData.MODERATION_LABEL, DataTypes.StringType);

  @Test
  void usesTheMeanOfATextsRatingsRatherThanTheBest() {
    assertThat(
            labels(
                RowFactory.create("5 and 1", 5, 3.0, null),
                RowFactory.create("5, 5, 5 and 2", 5, 4.25, "ok"),
                RowFactory.create("just below", 5, 3.9999, null),
                RowFactory.create("4 alone", 4, 4.0, null)))
        .containsExactly(
            "5 and 1: negative",
            "5, 5, 5 and 2: positive",
            "just below: negative",
            "4 alone: positive");
  }

  @Test
  void usesTheRowsOwnRatingWithoutAMeanAndSkipsUnratedAndInappropriateRows() {
    assertThat(
            labels(
                RowFactory.create("no mean, 4", 4, null, null),
                RowFactory.create("no mean, 3", 3, null, null),
                RowFactory.create("unrated", null, null, null),
                RowFactory.create("inappropriate", 5, 5.0, "inappropriate")))
        .containsExactly("no mean, 4: positive", "no mean, 3: negative");
  }

  private static List<String> labels(Row... rows) {
    return LabelRule.rating(4)
        .apply(LocalSpark.session().createDataFrame(List.of(rows), RATED).coalesce(1))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0) + ": " + row.getAs(LabelRule.LABEL_NAME))
        .toList();
  }
}
