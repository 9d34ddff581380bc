package ai.kalimtak.quality.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.TableRows;
import ai.kalimtak.common.lake.Candidates;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RatingsTest {
  @Test
  void usesWilsonsLowerBoundOfTheShareOfGoodRatings() {
    assertThat(judged(4, 0.5, rated("one of one", 1, 5.0, 1), rated("three of four", 4, 4.25, 3)))
        .containsExactly("one of one|0.5|1.0|null", "three of four|0.5|0.8125|null");
    assertThat(judged(4, 0.5, rated("nine of nine", 9, 4.0, 9)))
        .containsExactly("nine of nine|0.9|0.75|null");
  }

  @Test
  void flagsAMeanOrABoundBelowItsLimit() {
    assertThat(
            judged(
                4,
                0.5,
                rated("low mean", 4, 3.75, 3),
                rated("low bound", 2, 4.0, 1),
                rated("just enough", 1, 4.0, 1)))
        .containsExactly(
            "just enough|0.5|0.75|null",
            "low bound|0.211325|0.75|low-score",
            "low mean|0.5|0.6875|low-score");
  }

  @Test
  void ignoresTheBoundWithoutALimit() {
    assertThat(judged(4, 0, rated("low bound", 2, 4.0, 1)))
        .containsExactly("low bound|0.211325|0.75|null");
  }

  @Test
  void givesUnratedRowsNeitherAScoreNorAFlag() {
    assertThat(judged(4, 0.5, rated("unrated", 0, null, 0), rated("a copy", null, null, 0)))
        .containsExactly("a copy|null|null|null", "unrated|null|null|null");
  }

  private static List<String> judged(int minScore, double minLowerBound, Row... rows) {
    Dataset<Row> judged =
        LocalSpark.session()
            .createDataFrame(
                List.of(rows),
                new StructType()
                    .add(Candidates.INTERACTION_ID, DataTypes.StringType)
                    .add(Candidates.RATING_COUNT, DataTypes.IntegerType)
                    .add(Candidates.RATING_MEAN, DataTypes.DoubleType)
                    .add(ExactDuplicates.GOOD_RATINGS, DataTypes.IntegerType))
            .transform(each -> Ratings.judge(each, new RatingSettings(minScore, minLowerBound)));
    return TableRows.lines(
        judged,
        Candidates.INTERACTION_ID,
        Candidates.RATING_LOWER_BOUND,
        Candidates.QUALITY_SCORE,
        Ratings.LOW_SCORE);
  }

  private static Row rated(String id, Integer count, Double mean, int good) {
    return RowFactory.create(id, count, mean, good);
  }
}
