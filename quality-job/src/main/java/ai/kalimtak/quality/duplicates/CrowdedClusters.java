package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Who gives way to whom in clusters where a text met a full bucket. Such a follower was compared
 * with that bucket's first only, and those may have given way to one that is better. So the texts
 * of the cluster are compared with each other, from the best on: each with those that stay before
 * it, at most so many. Of a hundred thousand copies of a boilerplate text one stays, be it ever so
 * late, for a hundred thousand comparisons.
 */
final class CrowdedClusters {
  /** With so many of those that stay, the best ones, a text of their cluster is compared. */
  private static final int KEEPERS = 64;

  private static final String STAYS = "stays";
  private static final String STAYING = "staying";
  private static final String SIZE = "size";

  private static final String[] TEXT_KEYS = {NearDuplicateTexts.TEXT_KEY};
  private static final String[] KEYS_OF_PAIR = {
    NearDuplicatePairs.TEXT_KEY, NearDuplicatePairs.OTHER_TEXT_KEY
  };
  private static final Column[] PAIR =
      PairSearch.columns(
          NearDuplicatePairs.TEXT_KEY,
          NearDuplicatePairs.OTHER_TEXT_KEY,
          NearDuplicatePairs.SIMILARITY);

  private static final StructType FOUND =
      new StructType()
          .add(NearDuplicatePairs.TEXT_KEY, DataTypes.StringType)
          .add(NearDuplicatePairs.INTERACTION_ID, DataTypes.StringType)
          .add(NearDuplicatePairs.OTHER_TEXT_KEY, DataTypes.StringType)
          .add(NearDuplicatePairs.OTHER_INTERACTION_ID, DataTypes.StringType)
          .add(NearDuplicatePairs.SIMILARITY, DataTypes.DoubleType)
          .add(NearDuplicatePairs.IS_FOLLOWER, DataTypes.BooleanType);

  private final NearDuplicateSettings settings;
  private final Dataset<Row> texts;
  private final Dataset<Row> ranks;

  /**
   * @param texts rows of {@code index/near_duplicates}
   * @param ranks as for {@link NearDuplicates#survivors}
   */
  CrowdedClusters(NearDuplicateSettings settings, Dataset<Row> texts, Dataset<Row> ranks) {
    this.settings = settings;
    this.texts = texts;
    this.ranks = ranks;
  }

  /**
   * As {@link NearDuplicates#survivors}. A cluster of which more than a tenth stays is compared
   * whole, which settles it. Of another one only what stays is compared; if that leaves more than
   * one, because what had given way to a text of these is free again, the whole is.
   *
   * @param add takes pairs that were found on the way, and stores them
   */
  Dataset<Row> survivors(Dataset<Row> pairs, Consumer<Dataset<Row>> add) {
    Dataset<Row> dropped = NearDuplicates.survivors(pairs, ranks);
    Dataset<Row> followers = pairs.where(NearDuplicatePairs.IS_FOLLOWER);
    if (followers.isEmpty()) {
      return dropped;
    }
    try (Checkpoints kept = new Checkpoints()) {
      Dataset<Row> members = kept.keep(ranks.join(members(pairs, followers), TEXT_KEYS));
      Dataset<Row> inside =
          kept.keep(pairs.join(keys(members), TEXT_KEYS, "left_semi").select(PAIR));
      Dataset<Row> droppedInside = dropped.join(keys(members), TEXT_KEYS, "left_semi");
      Dataset<Row> open = kept.keep(open(members, droppedInside));
      for (boolean whole : new boolean[] {false, true}) {
        if (open.isEmpty()) {
          break;
        }
        Column largely = col(STAYING).multiply(10).gt(col(SIZE));
        Dataset<Row> found = kept.keep(alike(open.where(lit(whole).or(col(STAYS)).or(largely))));
        Dataset<Row> news = kept.keep(found.join(both(inside), KEYS_OF_PAIR, "left_anti"));
        if (news.isEmpty()) {
          break;
        }
        add.accept(news);
        inside = inside.unionByName(news.select(PAIR));
        droppedInside = NearDuplicates.survivors(inside, members.drop(NearDuplicates.CLUSTER));
        open =
            kept.keep(
                open(members, droppedInside)
                    .join(
                        open.where(not(largely)).select(NearDuplicates.CLUSTER).distinct(),
                        new String[] {NearDuplicates.CLUSTER},
                        "left_semi"));
      }
      return Checkpoints.cut(
          dropped.join(keys(members), TEXT_KEYS, "left_anti").unionByName(droppedInside));
    }
  }

  /**
   * The members of each cluster in which more than one text stays, with {@link #STAYS}, and of the
   * cluster {@link #STAYING} and {@link #SIZE}, numbers of texts.
   */
  private static Dataset<Row> open(Dataset<Row> members, Dataset<Row> dropped) {
    Dataset<Row> marked =
        members
            .join(keys(dropped).withColumn("goes", lit(true)), TEXT_KEYS, "left")
            .withColumn(STAYS, col("goes").isNull())
            .drop("goes");
    return marked.join(
        marked
            .groupBy(NearDuplicates.CLUSTER)
            .agg(count(when(col(STAYS), lit(1))).alias(STAYING), count(lit(1)).alias(SIZE))
            .where(col(STAYING).gt(1)),
        NearDuplicates.CLUSTER);
  }

  /** The pairs in both directions. */
  private static Dataset<Row> both(Dataset<Row> pairs) {
    Dataset<Row> keys =
        pairs.select(NearDuplicatePairs.TEXT_KEY, NearDuplicatePairs.OTHER_TEXT_KEY);
    return keys.union(keys.select(NearDuplicatePairs.OTHER_TEXT_KEY, NearDuplicatePairs.TEXT_KEY));
  }

  private static Dataset<Row> keys(Dataset<Row> rows) {
    return rows.select(NearDuplicateTexts.TEXT_KEY);
  }

  /** The texts of every cluster with a follower: {@code text_key}, {@code cluster}. */
  private static Dataset<Row> members(Dataset<Row> pairs, Dataset<Row> followers) {
    Dataset<Row> clusters = NearDuplicates.clusters(pairs);
    return clusters.join(
        clusters.join(followers, TEXT_KEYS, "left_semi").select(NearDuplicates.CLUSTER).distinct(),
        new String[] {NearDuplicates.CLUSTER},
        "left_semi");
  }

  /**
   * Pairs of a text and the best of its cluster that it is like. Reads the texts of the index once,
   * and shuffles those that are asked for; one task compares a cluster.
   *
   * @param chosen {@code text_key}, {@code cluster}, {@code rank}
   */
  private Dataset<Row> alike(Dataset<Row> chosen) {
    Dataset<Row> numbers = PairSearch.numbered(chosen).select(Buckets.DOCUMENT);
    Dataset<Row> theirs =
        PairSearch.numbered(texts)
            .join(
                chosen.count() <= PairSearch.FEW ? broadcast(numbers) : numbers,
                new String[] {Buckets.DOCUMENT},
                "left_semi");
    return chosen
        .join(theirs, TEXT_KEYS)
        .repartition(col(NearDuplicates.CLUSTER))
        .sortWithinPartitions(
            NearDuplicates.CLUSTER, NearDuplicates.RANK, NearDuplicateTexts.TEXT_KEY)
        .select(
            NearDuplicates.CLUSTER,
            NearDuplicateTexts.TEXT_KEY,
            NearDuplicateTexts.INTERACTION_ID,
            NearDuplicateTexts.FOLDED_INPUT,
            NearDuplicateTexts.FOLDED_OUTPUT)
        .mapPartitions(new BestFirst(settings), Encoders.row(FOUND));
  }

  /** One pass over texts by cluster, the best first; holds the keepers of one cluster. */
  private static final class BestFirst implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final TextSimilarity similarity;
    private final double threshold;

    BestFirst(NearDuplicateSettings settings) {
      this.similarity = new TextSimilarity(settings.shingleCharacters());
      this.threshold = settings.threshold();
    }

    private record Keeper(String key, String id, UTF8String input, UTF8String output) {}

    @Override
    public Iterator<Row> call(Iterator<Row> texts) {
      Stream<Row> inOrder =
          StreamSupport.stream(Spliterators.spliteratorUnknownSize(texts, 0), false);
      return inOrder.flatMap(new FirstAlike()).iterator();
    }

    /** The pair with the first keeper that a text is like; a text that is like none is one. */
    private final class FirstAlike implements Function<Row, Stream<Row>> {
      private final List<Keeper> keepers = new ArrayList<>();
      private String cluster = "";

      @Override
      public Stream<Row> apply(Row text) {
        if (!text.getString(0).equals(cluster)) {
          cluster = text.getString(0);
          keepers.clear();
        }
        UTF8String input = UTF8String.fromString(text.getString(3));
        UTF8String output = UTF8String.fromString(text.getString(4));
        for (Keeper keeper : keepers) {
          double alike = similarity.similarity(input, output, keeper.input(), keeper.output());
          if (alike >= threshold) {
            return Stream.of(
                RowFactory.create(
                    text.getString(1), text.getString(2), keeper.key(), keeper.id(), alike, true));
          }
        }
        if (keepers.size() < KEEPERS) {
          keepers.add(new Keeper(text.getString(1), text.getString(2), input, output));
        }
        return Stream.empty();
      }
    }
  }
}
