package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

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
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What follows from pairs of near-duplicates: who hangs together, and who stays. */
public final class NearDuplicates {
  public static final String CLUSTER = "cluster";
  public static final String RANK = "rank";
  public static final String DUPLICATE_OF_KEY = "duplicate_of_key";

  /** Up to so many pairs, of at most a million texts, one task joins: 150 MB. */
  private static final long FEW = 500_000;

  private static final String FROM = "from_key";
  private static final String TO = "to_key";
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
   * The pairs of near-duplicates among documents, once and without an index: {@code text_key} and
   * {@code other_text_key}, their {@code interaction_id} and {@code other_interaction_id}, {@code
   * similarity} and {@code is_follower}, whether the pair is one with the first of a full bucket
   * only. Holds nothing of size in the driver.
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
   * The connected components of the pairs: {@code text_key} and {@link #CLUSTER}, the least key of
   * its component; a row per text that has a pair. Few pairs are joined in one task, more by
   * large-star and small-star in turns (Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii
   * 2014, Connected Components in MapReduce and Beyond), O(log^2) rounds of two shuffles each, and
   * two or three for what near-duplicates look like: stars and small clusters.
   *
   * @param pairs {@code text_key}, {@code other_text_key}; in any order, repeated or not
   */
  public static Dataset<Row> clusters(Dataset<Row> pairs) {
    return clusters(pairs, FEW);
  }

  /**
   * @param few up to so many pairs are joined in one task
   */
  static Dataset<Row> clusters(Dataset<Row> pairs, long few) {
    Rounds edges =
        new Rounds(
            pairs
                .select(
                    col(NearDuplicatePairs.TEXT_KEY).alias(FROM),
                    col(NearDuplicatePairs.OTHER_TEXT_KEY).alias(TO))
                .where(col(FROM).notEqual(col(TO)))
                .distinct());
    Row before = null;
    Row now = fingerprint(edges.present());
    if (now.getLong(0) <= few) {
      return edges
          .present()
          .repartition(1)
          .mapPartitions(new UnionFind(), Encoders.row(UnionFind.MEMBERS));
    }
    while (!now.equals(before)) {
      edges.next(smallStar(largeStar(edges.present())));
      before = now;
      now = fingerprint(edges.present());
    }
    // Stars by now, each member pointing at the least of its component.
    Dataset<Row> stars = edges.present();
    return stars
        .select(col(FROM).alias(NearDuplicateTexts.TEXT_KEY), col(TO).alias(CLUSTER))
        .union(stars.select(col(TO), col(TO)).distinct());
  }

  /** Links every greater neighbour to the least of the node and its neighbours. */
  private static Dataset<Row> largeStar(Dataset<Row> edges) {
    Dataset<Row> both = edges.union(edges.select(col(TO), col(FROM)));
    return both.withColumn("least", least(col(FROM), min(TO).over(Window.partitionBy(FROM))))
        .where(col(TO).gt(col(FROM)))
        .select(col(TO).alias(FROM), col("least").alias(TO))
        .where(col(FROM).notEqual(col(TO)))
        .distinct();
  }

  /** Links the node and its lesser neighbours to the least of them. */
  private static Dataset<Row> smallStar(Dataset<Row> edges) {
    Dataset<Row> downward =
        edges.select(
            when(col(FROM).gt(col(TO)), col(FROM)).otherwise(col(TO)).alias(FROM),
            least(col(FROM), col(TO)).alias(TO));
    return downward
        .withColumn("least", min(TO).over(Window.partitionBy(FROM)))
        .select(explode(array(col(FROM), col(TO))).alias(FROM), col("least").alias(TO))
        .where(col(FROM).notEqual(col(TO)))
        .distinct();
  }

  private static Row fingerprint(Dataset<Row> edges) {
    return edges.agg(count(lit(1)), bit_xor(xxhash64(col(FROM), col(TO)))).first();
  }

  /**
   * Who gives way to whom: {@code text_key}, {@link #DUPLICATE_OF_KEY}, {@code similarity}; a row
   * per text that is dropped, and none for one that stays. Taken from the best on, a text stays
   * unless it has a pair with one that stays (the greedy maximal independent set); it is a
   * duplicate of the best such. So every dropped text has a pair with a kept one, and no two kept
   * texts have one. Equal ranks go by the key.
   *
   * <p>Two joins, and then one task: in the order of ranks a pass over the pairs decides each text
   * after all that are better, and holds no more than the keys that were dropped.
   *
   * @param pairs {@code text_key}, {@code other_text_key}, {@code similarity}
   * @param ranks {@code text_key}, once each, and {@link #RANK}, of any type that has an order, the
   *     least being the best; a text without a row takes no part
   */
  public static Dataset<Row> survivors(Dataset<Row> pairs, Dataset<Row> ranks) {
    return Checkpoints.cut(
        ranked(pairs, ranks)
            .repartition(1)
            .sortWithinPartitions(WORSE, WORSE_KEY, BETTER, BETTER_KEY)
            .select(WORSE_KEY, BETTER_KEY, NearDuplicatePairs.SIMILARITY)
            .mapPartitions(new GiveWay(), Encoders.row(DROPPED)));
  }

  /** The pass over the pairs, the worse text's rank first, of one text the better text's. */
  private static final class GiveWay implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> pairs) {
      Set<String> dropped = new HashSet<>();
      Stream<Row> inOrder =
          StreamSupport.stream(Spliterators.spliteratorUnknownSize(pairs, 0), false);
      // Whoever is better was decided before; the first of them that stayed is the best.
      return inOrder
          .filter(pair -> !dropped.contains(pair.getString(1)) && dropped.add(pair.getString(0)))
          .iterator();
    }
  }

  /** Each pair with its better text first named; two shuffle joins, or broadcasts of few ranks. */
  private static Dataset<Row> ranked(Dataset<Row> pairs, Dataset<Row> ranks) {
    Column first = struct(col("first_rank"), col(NearDuplicatePairs.TEXT_KEY));
    Column second = struct(col("second_rank"), col(NearDuplicatePairs.OTHER_TEXT_KEY));
    Column firstIsBetter = first.lt(second);
    return pairs
        .select(
            NearDuplicatePairs.TEXT_KEY,
            NearDuplicatePairs.OTHER_TEXT_KEY,
            NearDuplicatePairs.SIMILARITY)
        .join(
            ranks.select(col(NearDuplicateTexts.TEXT_KEY), col(RANK).alias("first_rank")),
            NearDuplicatePairs.TEXT_KEY)
        .join(
            ranks.select(
                col(NearDuplicateTexts.TEXT_KEY).alias(NearDuplicatePairs.OTHER_TEXT_KEY),
                col(RANK).alias("second_rank")),
            NearDuplicatePairs.OTHER_TEXT_KEY)
        .select(
            when(firstIsBetter, col("first_rank")).otherwise(col("second_rank")).alias(BETTER),
            when(firstIsBetter, col("second_rank")).otherwise(col("first_rank")).alias(WORSE),
            when(firstIsBetter, col(NearDuplicatePairs.TEXT_KEY))
                .otherwise(col(NearDuplicatePairs.OTHER_TEXT_KEY))
                .alias(BETTER_KEY),
            when(firstIsBetter, col(NearDuplicatePairs.OTHER_TEXT_KEY))
                .otherwise(col(NearDuplicatePairs.TEXT_KEY))
                .alias(WORSE_KEY),
            col(NearDuplicatePairs.SIMILARITY));
  }
}
