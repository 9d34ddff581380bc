package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The pairs of near-duplicates, the clusters that they form, and the texts of these that stay. */
public final class NearDuplicates {
  public static final String CLUSTER = ConnectedComponents.CLUSTER;
  public static final String RANK = "rank";
  public static final String DUPLICATE_OF_KEY = "duplicate_of_key";

  private static final String FIRST_RANK = "first_rank";
  private static final String SECOND_RANK = "second_rank";
  private static final String BETTER = "better";
  private static final String WORSE = "worse";
  private static final String WORSE_KEY = "worse_key";
  private static final String BETTER_KEY = "better_key";

  private static final StructType DROPPED =
      new StructType()
          .add(NearDuplicateTexts.TEXT_KEY, DataTypes.StringType)
          .add(DUPLICATE_OF_KEY, DataTypes.StringType)
          .add(NearDuplicatePairs.SIMILARITY, DataTypes.DoubleType);

  private NearDuplicates() {}

  /**
   * Returns the pairs of near-duplicates among documents, without an index: {@code text_key} and
   * {@code other_text_key}, their {@code interaction_id} and {@code other_interaction_id}, {@code
   * similarity} and {@code is_follower}, whether the text was compared with the first texts of a
   * full bucket only. Collects nothing large to the driver.
   *
   * @param documents columns as for {@link NearDuplicateIndex#updateTo}; computed once
   */
  public static Dataset<Row> pairs(Dataset<Row> documents, NearDuplicateSettings settings) {
    try (PairSearch search = new PairSearch(settings, documents, Optional.empty())) {
      return Checkpoints.cut(
          search
              .pairs()
              .select(
                  NearDuplicateTexts.TEXT_KEY,
                  NearDuplicateTexts.INTERACTION_ID,
                  NearDuplicatePairs.OTHER_TEXT_KEY,
                  NearDuplicatePairs.OTHER_INTERACTION_ID,
                  NearDuplicatePairs.SIMILARITY,
                  NearDuplicatePairs.IS_FOLLOWER));
    }
  }

  /**
   * Returns the connected components of the pairs: {@code text_key} and {@link #CLUSTER}, the least
   * key of its component; a row per text that has a pair.
   *
   * @param pairs {@code text_key}, {@code other_text_key}; in any order, repeated or not
   */
  public static Dataset<Row> clusters(Dataset<Row> pairs) {
    return ConnectedComponents.of(pairs);
  }

  /**
   * Returns the texts that are dropped, a row each: {@code text_key}, {@link #DUPLICATE_OF_KEY} and
   * {@code similarity}. From the best text on, each one stays unless it has a pair with one that
   * stays (the greedy maximal independent set); it is a duplicate of the best of those. So every
   * dropped text has a pair with a text that stays, and no two texts that stay have one. The key
   * decides between equal ranks.
   *
   * <p>Costs two joins and then one task: a pass over the pairs in the order of ranks decides each
   * text after all better ones, and holds only the keys of dropped texts.
   *
   * @param pairs {@code text_key}, {@code other_text_key}, {@code similarity}
   * @param ranks {@code text_key}, each once, and {@link #RANK} of any type that has an order, the
   *     least is the best; texts without a row are ignored
   */
  public static Dataset<Row> survivors(Dataset<Row> pairs, Dataset<Row> ranks) {
    return Checkpoints.cut(
        ranked(pairs, ranks)
            .repartition(1)
            .sortWithinPartitions(WORSE, WORSE_KEY, BETTER, BETTER_KEY)
            .select(WORSE_KEY, BETTER_KEY, NearDuplicatePairs.SIMILARITY)
            .mapPartitions(new DropWorse(), Encoders.row(DROPPED)));
  }

  /** Drops the worse text of each pair; the pairs are sorted by the worse text, then the better. */
  private static final class DropWorse implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> pairs) {
      Set<String> dropped = new HashSet<>();
      Stream<Row> inOrder =
          StreamSupport.stream(Spliterators.spliteratorUnknownSize(pairs, 0), false);
      // All better texts have been decided; the first of them that stayed is the best.
      return inOrder
          .filter(
              pair ->
                  !dropped.contains(pair.<String>getAs(BETTER_KEY))
                      && dropped.add(pair.getAs(WORSE_KEY)))
          .iterator();
    }
  }

  /** Returns each pair as its better and its worse text; two joins, broadcast if ranks are few. */
  private static Dataset<Row> ranked(Dataset<Row> pairs, Dataset<Row> ranks) {
    Column first = struct(col(FIRST_RANK), col(NearDuplicatePairs.TEXT_KEY));
    Column second = struct(col(SECOND_RANK), col(NearDuplicatePairs.OTHER_TEXT_KEY));
    Column firstIsBetter = first.lt(second);
    return pairs
        .select(
            NearDuplicatePairs.TEXT_KEY,
            NearDuplicatePairs.OTHER_TEXT_KEY,
            NearDuplicatePairs.SIMILARITY)
        .join(
            ranks.select(col(NearDuplicateTexts.TEXT_KEY), col(RANK).alias(FIRST_RANK)),
            NearDuplicatePairs.TEXT_KEY)
        .join(
            ranks.select(
                col(NearDuplicateTexts.TEXT_KEY).alias(NearDuplicatePairs.OTHER_TEXT_KEY),
                col(RANK).alias(SECOND_RANK)),
            NearDuplicatePairs.OTHER_TEXT_KEY)
        .select(
            when(firstIsBetter, col(FIRST_RANK)).otherwise(col(SECOND_RANK)).alias(BETTER),
            when(firstIsBetter, col(SECOND_RANK)).otherwise(col(FIRST_RANK)).alias(WORSE),
            when(firstIsBetter, col(NearDuplicatePairs.TEXT_KEY))
                .otherwise(col(NearDuplicatePairs.OTHER_TEXT_KEY))
                .alias(BETTER_KEY),
            when(firstIsBetter, col(NearDuplicatePairs.OTHER_TEXT_KEY))
                .otherwise(col(NearDuplicatePairs.TEXT_KEY))
                .alias(WORSE_KEY),
            col(NearDuplicatePairs.SIMILARITY));
  }
}
