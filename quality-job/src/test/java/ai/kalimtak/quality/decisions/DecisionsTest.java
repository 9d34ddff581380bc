package ai.kalimtak.quality.decisions;

import static ai.kalimtak.common.TableRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.TableRows;
import ai.kalimtak.common.TableRows.Values;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.duplicates.NearDuplicates;
import ai.kalimtak.quality.moderation.Moderation;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final Settings DEFAULTS = Settings.load(Optional.empty(), List.of());
  private static final RatingSettings RATINGS = DEFAULTS.reader().bind(RatingSettings::from);
  private static final SplitSettings SPLITS = DEFAULTS.reader().bind(SplitSettings::from);

  @Test
  void selectsWellRatedRowsKeepsUnratedOnesAsCandidatesAndRejectsTheOthersWithAReason() {
    assertThat(
            decided(
                List.of(),
                List.of(),
                signals("good", "k1", 5),
                signals("unrated", "k2", null),
                signals("bad", "k3", 2),
                signals("unfit", "k4", 5, "low-quality:too-short")))
        .containsExactly(
            "bad|rejected|low-score|true|false|null|null",
            "good|selected|null|true|true|null|null",
            "unfit|rejected|low-quality:too-short|false|false|null|null",
            "unrated|candidate|null|true|false|null|null");
  }

  @Test
  void combinesTheRatingsOfOneText() {
    Dataset<Row> decisions =
        decisions(
            List.of(),
            List.of(),
            signals("1", "boil", 5),
            signals("2", "boil", 1),
            signals("3", "fry", 5),
            signals("4", "fry", 5),
            signals("5", "fry", 5),
            signals("6", "fry", 2));
    assertThat(
            TableRows.lines(
                decisions,
                Candidates.INTERACTION_ID,
                Candidates.REJECTION_REASON,
                Candidates.RATING_COUNT,
                Candidates.RATING_MEAN,
                Candidates.RATING_LOWER_BOUND))
        .containsExactly(
            "1|low-score|2|3.0|0.211325",
            "2|duplicate:exact|null|null|null",
            "3|null|4|4.25|0.5",
            "4|duplicate:exact|null|null|null",
            "5|duplicate:exact|null|null|null",
            "6|duplicate:exact|null|null|null");
  }

  @Test
  void listsAllObjectionsToARowAndUsesTheFirstAsItsReason() {
    Dataset<Row> decisions =
        decisions(
            List.of(),
            List.of(RowFactory.create("1", "over-quota:domain")),
            signals("1", "boil", 2, "low-quality:empty-output", "inappropriate:lexicon"),
            signals("2", "fry", 2));
    assertThat(
            TableRows.lines(
                decisions,
                Candidates.INTERACTION_ID,
                Candidates.REJECTION_REASON,
                "array_join(flags, ' ')"))
        .containsExactly(
            "1|low-quality:empty-output"
                + "|low-quality:empty-output inappropriate:lexicon low-score over-quota:domain",
            "2|low-score|low-score");
  }

  @Test
  void rejectsANearDuplicateInFavorOfTheKeptOneAndNamesTheClusterOfBoth() {
    List<Row> near =
        List.of(
            RowFactory.create("k1", "cluster", "2", 0.9),
            RowFactory.create("k2", "cluster", null, null));
    Dataset<Row> decisions =
        decisions(near, List.of(), signals("1", "k1", 4), signals("2", "k2", 5));
    assertThat(
            TableRows.lines(
                decisions,
                Candidates.INTERACTION_ID,
                Candidates.REJECTION_REASON,
                Candidates.DUPLICATE_OF,
                Candidates.SIMILARITY,
                Candidates.CLUSTER,
                Candidates.IS_CLEAN))
        .containsExactly("1|duplicate:near|2|0.9|cluster|false", "2|null|null|null|cluster|true");
  }

  @Test
  void ineligibleRowsAreNotNearDuplicates() {
    List<Row> near = List.of(RowFactory.create("k1", "cluster", "9", 0.9));
    assertThat(
            decided(
                near,
                List.of(),
                signals("copy", "k1", 4),
                signals("kept", "k1", 5),
                signals("unfit", "k1", 5, Moderation.BY_HUMAN)))
        .containsExactly(
            "copy|rejected|duplicate:exact|false|false|kept|1.0",
            "kept|rejected|duplicate:near|false|false|9|0.9",
            "unfit|rejected|inappropriate:human|false|false|null|null");
  }

  @Test
  void onlyWellRatedUniqueRowsAreWanted() {
    Dataset<Row> resolved =
        exact(
                signals("bad", "k1", 2),
                signals("copy", "k2", 4),
                signals("good", "k2", 5),
                signals("unfit", "k3", 5, "low-quality:too-short"),
                signals("unrated", "k4", null))
            .transform(rows -> Decisions.resolveNear(rows, near(List.of()), RATINGS));
    assertThat(TableRows.lines(resolved.where(Decisions.isWanted()), Candidates.INTERACTION_ID))
        .containsExactly("good");
  }

  @Test
  void representsEachEligibleTextByOneRowRankedByItsRatings() {
    Dataset<Row> exact =
        exact(
            signals("1", "k1", 4),
            signals("2", "k1", 2),
            signals("3", "k2", null),
            signals("4", "k3", 5, "low-quality:too-short"));
    assertThat(
            TableRows.lines(
                Decisions.carriers(exact, true),
                Candidates.TEXT_KEY,
                Candidates.INTERACTION_ID,
                NearDuplicates.RANK + ".mean",
                NearDuplicates.RANK + ".count",
                NearDuplicates.RANK + ".unlabelled"))
        .containsExactly("k1|1|-3.0|-2|true", "k2|3|0.0|0|true");
  }

  @Test
  void representsATextByItsBestRowIfExactDuplicatesAreAllowed() {
    Dataset<Row> exact =
        TableRows.of(Candidates.TABLE, signals("1", "k1", 4), signals("2", "k1", 5))
            .transform(rows -> Decisions.resolveExact(rows, RATINGS, false));
    assertThat(
            TableRows.lines(
                Decisions.carriers(exact, false), Candidates.TEXT_KEY, Candidates.INTERACTION_ID))
        .containsExactly("k1|2");
  }

  @Test
  void aSilverRowWasEligibleUnlessItWasFlaggedOrAnExactDuplicate() {
    Dataset<Row> silver =
        TableRows.of(
            Candidates.TABLE,
            signals("copy", "k", 5, "duplicate:exact"),
            signals("fine", "k", 5),
            signals("low", "k", 1, "low-score"),
            signals("near", "k", 5, "duplicate:near"),
            signals("unfit", "k", 5, "inappropriate:lexicon", "low-score"));
    assertThat(TableRows.lines(silver.where(Decisions.wasInPlay()), Candidates.INTERACTION_ID))
        .containsExactly("fine", "low", "near");
  }

  private static List<String> decided(List<Row> near, List<Row> over, Values... signals) {
    return TableRows.lines(
        decisions(near, over, signals),
        Candidates.INTERACTION_ID,
        Candidates.CURATION_STATUS,
        Candidates.REJECTION_REASON,
        Candidates.IS_CLEAN,
        Candidates.IS_SELECTED,
        Candidates.DUPLICATE_OF,
        Candidates.SIMILARITY);
  }

  /**
   * @param near rows of {@code text_key, cluster, near_duplicate_of, similarity}
   * @param over rows of {@code interaction_id, over_quota}
   */
  private static Dataset<Row> decisions(List<Row> near, List<Row> over, Values... signals) {
    Dataset<Row> overQuota =
        LocalSpark.session()
            .createDataFrame(over, strings(Candidates.INTERACTION_ID, Diversity.OVER_QUOTA));
    return exact(signals)
        .transform(rows -> Decisions.resolveNear(rows, near(near), RATINGS))
        .transform(rows -> Decisions.conclude(rows, overQuota, SPLITS));
  }

  private static Dataset<Row> exact(Values... signals) {
    return TableRows.of(Candidates.TABLE, signals)
        .transform(rows -> Decisions.resolveExact(rows, RATINGS, true));
  }

  private static Dataset<Row> near(List<Row> rows) {
    return LocalSpark.session()
        .createDataFrame(
            rows,
            strings(Candidates.TEXT_KEY, Candidates.CLUSTER, Decisions.NEAR_DUPLICATE_OF)
                .add(Candidates.SIMILARITY, DataTypes.DoubleType));
  }

  private static StructType strings(String... names) {
    StructType schema = new StructType();
    for (String name : names) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema;
  }

  private static Values signals(String id, String textKey, Integer score, String... flags) {
    return row(
        Candidates.INTERACTION_ID, id,
        Candidates.CREATED_AT, Timestamp.valueOf("2026-01-05 00:00:00"),
        Candidates.TEXT_KEY, textKey,
        Candidates.FEEDBACK_SCORE, score,
        Candidates.FLAGS, List.of(flags));
  }
}
