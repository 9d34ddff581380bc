package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Decides which texts stay in clusters where a text met a full bucket. A follower was compared only
 * with that bucket's first texts, which themselves may have been dropped in favor of a better one.
 * Therefore the texts of the cluster are compared with each other by {@link BestFirst}. Of a
 * hundred thousand copies of a boilerplate text one stays, however late it came, at the cost of a
 * hundred thousand comparisons.
 */
final class CrowdedClusters {
  private static final String STAYS = "stays";
  private static final String STAYING = "staying";
  private static final String SIZE = "size";
  private static final String DROPPED = "dropped";

  private static final String[] BY_CLUSTER = {NearDuplicates.CLUSTER};
  private static final String[] KEYS_OF_PAIR = {
    NearDuplicatePairs.TEXT_KEY, NearDuplicatePairs.OTHER_TEXT_KEY
  };
  private static final Column[] PAIR =
      Documents.columns(
          NearDuplicatePairs.TEXT_KEY,
          NearDuplicatePairs.OTHER_TEXT_KEY,
          NearDuplicatePairs.SIMILARITY);

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
   * As {@link NearDuplicates#survivors}. If more than a tenth of a cluster stays, all of its texts
   * are compared, which settles it. Otherwise only the texts that stay are compared in a first
   * round. If more than one is left after that, because texts that were duplicates of a newly
   * dropped one stay again, all are compared in a second round.
   *
   * @param add stores pairs that were found on the way
   */
  Dataset<Row> survivors(Dataset<Row> pairs, Consumer<Dataset<Row>> add) {
    Dataset<Row> dropped = NearDuplicates.survivors(pairs, ranks);
    Dataset<Row> followers = pairs.where(NearDuplicatePairs.IS_FOLLOWER);
    if (followers.isEmpty()) {
      return dropped;
    }
    try (Checkpoints kept = new Checkpoints()) {
      Dataset<Row> members =
          kept.keep(ranks.join(members(pairs, followers), Documents.BY_TEXT_KEY));
      Dataset<Row> inside =
          kept.keep(
              pairs.join(Documents.keys(members), Documents.BY_TEXT_KEY, "left_semi").select(PAIR));
      Dataset<Row> droppedInside =
          dropped.join(Documents.keys(members), Documents.BY_TEXT_KEY, "left_semi");
      Dataset<Row> open = kept.keep(open(members, droppedInside));
      for (boolean all : new boolean[] {false, true}) {
        if (open.isEmpty()) {
          break;
        }
        Column largely = col(STAYING).multiply(10).gt(col(SIZE));
        Dataset<Row> found = kept.keep(similar(open.where(lit(all).or(col(STAYS)).or(largely))));
        Dataset<Row> unknown = kept.keep(found.join(both(inside), KEYS_OF_PAIR, "left_anti"));
        if (unknown.isEmpty()) {
          break;
        }
        add.accept(unknown);
        inside = inside.unionByName(unknown.select(PAIR));
        droppedInside = NearDuplicates.survivors(inside, members.drop(NearDuplicates.CLUSTER));
        open =
            kept.keep(
                open(members, droppedInside)
                    .join(
                        open.where(not(largely)).select(NearDuplicates.CLUSTER).distinct(),
                        BY_CLUSTER,
                        "left_semi"));
      }
      return Checkpoints.cut(
          dropped
              .join(Documents.keys(members), Documents.BY_TEXT_KEY, "left_anti")
              .unionByName(droppedInside));
    }
  }

  /**
   * Returns the members of each cluster in which more than one text stays, with {@link #STAYS} and
   * the cluster's {@link #STAYING} and {@link #SIZE}, which are numbers of texts.
   */
  private static Dataset<Row> open(Dataset<Row> members, Dataset<Row> dropped) {
    Dataset<Row> marked =
        members
            .join(
                Documents.keys(dropped).withColumn(DROPPED, lit(true)),
                Documents.BY_TEXT_KEY,
                "left")
            .withColumn(STAYS, col(DROPPED).isNull())
            .drop(DROPPED);
    return marked.join(
        marked
            .groupBy(NearDuplicates.CLUSTER)
            .agg(count(when(col(STAYS), lit(1))).alias(STAYING), count(lit(1)).alias(SIZE))
            .where(col(STAYING).gt(1)),
        NearDuplicates.CLUSTER);
  }

  /** Returns the pairs in both directions. */
  private static Dataset<Row> both(Dataset<Row> pairs) {
    Dataset<Row> keys =
        pairs.select(NearDuplicatePairs.TEXT_KEY, NearDuplicatePairs.OTHER_TEXT_KEY);
    return keys.union(keys.select(NearDuplicatePairs.OTHER_TEXT_KEY, NearDuplicatePairs.TEXT_KEY));
  }

  /** Returns {@code text_key} and {@code cluster} for all texts of clusters with a follower. */
  private static Dataset<Row> members(Dataset<Row> pairs, Dataset<Row> followers) {
    Dataset<Row> clusters = NearDuplicates.clusters(pairs);
    return clusters.join(
        clusters
            .join(followers, Documents.BY_TEXT_KEY, "left_semi")
            .select(NearDuplicates.CLUSTER)
            .distinct(),
        BY_CLUSTER,
        "left_semi");
  }

  /**
   * Returns pairs of a text and the best text of its cluster that is similar to it. Reads the texts
   * of the index once and shuffles those that are chosen; one task compares a cluster.
   *
   * @param chosen {@code text_key}, {@code cluster}, {@code rank}
   */
  private Dataset<Row> similar(Dataset<Row> chosen) {
    Dataset<Row> numbers = Documents.numbered(chosen).select(Documents.DOCUMENT);
    Dataset<Row> theirs =
        Documents.numbered(texts)
            .join(SmallSide.of(numbers, chosen.count()), Documents.BY_NUMBER, "left_semi");
    return chosen
        .join(theirs, Documents.BY_TEXT_KEY)
        .repartition(col(NearDuplicates.CLUSTER))
        .sortWithinPartitions(
            NearDuplicates.CLUSTER, NearDuplicates.RANK, NearDuplicateTexts.TEXT_KEY)
        .select(
            NearDuplicates.CLUSTER,
            NearDuplicateTexts.TEXT_KEY,
            NearDuplicateTexts.INTERACTION_ID,
            NearDuplicateTexts.FOLDED_INPUT,
            NearDuplicateTexts.FOLDED_OUTPUT)
        .mapPartitions(new BestFirst(settings), Encoders.row(BestFirst.FOUND));
  }
}
