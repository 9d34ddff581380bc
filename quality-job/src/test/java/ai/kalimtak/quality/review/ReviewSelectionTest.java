package ai.kalimtak.quality.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.quality.review.ReviewSelection.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ReviewSelectionTest {
  private static final StructType ROWS =
      new StructType()
          .add(Candidates.INTERACTION_ID, DataTypes.StringType)
          .add(ReviewSelection.PROBABILITY, SQLDataTypes.VectorType())
          .add(ReviewSelection.FEATURES, SQLDataTypes.VectorType())
          .add(ReviewSelection.COPIES, DataTypes.LongType);

  @Test
  void choosesTheMostInformativeRowsAndSaysWhy() {
    Dataset<Row> unlabelled =
        rows(
            row("sure", new double[] {0.98, 0.01, 0.01}, 0, 1L),
            row("unsure", new double[] {0.41, 0.39, 0.2}, 1, 3L),
            row("unsure-but-known", new double[] {0.4, 0.4, 0.2}, 2, null));
    Dataset<Row> labelled = rows(row("labelled", null, 2, 1L));
    List<Place> places = ReviewSelection.choose(unlabelled, labelled, "domain", settings("size=2"));
    assertThat(places).extracting(Place::interactionId).containsExactly("unsure", "sure");
    assertThat(places.get(0).reason())
        .isEqualTo(
            "domain uncertain (0.41 against 0.39); similarity to the nearest labeled or queued text"
                + " 0.00; 1.0 times as typical as the average text; asked 3 times");
    assertThat(places.get(0).asks()).isEqualTo("domain");
    assertThat(places.get(0).priority()).isGreaterThan(places.get(1).priority());
  }

  @Test
  void choosesTheSameRowsOnAnyNumberOfPartitions() {
    Dataset<Row> unlabelled =
        rows(
            row("a", new double[] {0.5, 0.5}, 0, 1L),
            row("b", new double[] {0.5, 0.5}, 0, 1L),
            row("c", new double[] {0.5, 0.5}, 1, 1L),
            row("d", new double[] {0.5, 0.5}, 2, 1L));
    List<Place> once =
        ReviewSelection.choose(unlabelled.repartition(1), rows(), "rating", settings("size=3"));
    assertThat(
            ReviewSelection.choose(unlabelled.repartition(3), rows(), "rating", settings("size=3")))
        .isEqualTo(once);
    assertThat(once).extracting(Place::interactionId).containsExactly("a", "c", "d");
  }

  @Test
  void choosesTypicalRowsFirstAsLongAsThereIsNoModel() {
    Dataset<Row> unlabelled =
        rows(row("odd", null, 0, 1L), row("usual", null, 1, 1L), row("usual-too", null, 1, 1L));
    assertThat(
            ReviewSelection.choose(unlabelled, rows(), "moderation", settings("size=2")).stream()
                .map(Place::interactionId))
        .containsExactly("usual", "odd");
  }

  @Test
  void choosesNothingIfNoRowIsUnlabeled() {
    assertThat(ReviewSelection.choose(rows(), rows(), "rating", settings())).isEmpty();
  }

  @Test
  void refusesSettingsOutsideTheirRange() {
    assertThatThrownBy(() -> settings("size=0"))
        .hasMessageContaining("quality.review.size is 0, must be 1 to 10000");
  }

  private static Row row(String id, double[] probabilities, int feature, Long copies) {
    return RowFactory.create(
        id,
        probabilities == null ? null : Vectors.dense(probabilities),
        Vectors.sparse(3, new int[] {feature}, new double[] {2}),
        copies);
  }

  private static Dataset<Row> rows(Row... rows) {
    return LocalSpark.session().createDataFrame(Arrays.asList(rows), ROWS);
  }

  private static ReviewSettings settings(String... assignments) {
    return Settings.load(
            Optional.empty(),
            Arrays.stream(assignments).map(each -> "quality.review." + each).toList())
        .reader()
        .bind(ReviewSettings::from);
  }
}
