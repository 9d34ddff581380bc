package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which documents are compared: those that meet in a bucket. The first of a bucket, its leaders,
 * are compared with each other, every later document with a few of the leaders alone, and so a
 * bucket of a million costs some millions of comparisons, not a million times a million.
 */
final class Buckets {
  /** A document's number: a hash of its key, for joins only. A collision costs a comparison. */
  static final String DOCUMENT = "document";

  static final String BUCKET = "bucket";
  static final String IS_NEW = "is_new";
  static final String LEADER = "leader";
  static final String LEADER_IS_NEW = "leader_is_new";
  static final String IS_FOLLOWER = "is_follower";

  private static final String MEMBERS = "members";
  private static final String OLD = "old";
  private static final String FIRST_NEW = "first_new";
  private static final String LAST_NEW = "last_new";

  private static final StructType MEETINGS =
      new StructType()
          .add(LEADER, DataTypes.LongType, true)
          .add(LEADER_IS_NEW, DataTypes.BooleanType, false)
          .add(DOCUMENT, DataTypes.LongType, false)
          .add(BUCKET, DataTypes.LongType, false)
          .add(IS_FOLLOWER, DataTypes.BooleanType, false);

  private Buckets() {}

  /**
   * {@link #BUCKET}, {@link #DOCUMENT}, {@link #IS_NEW}: a row per document and bucket. Reads
   * document and buckets; no shuffle.
   */
  static Dataset<Row> entries(Dataset<Row> documents, boolean areNew) {
    return documents.select(
        explode(col(NearDuplicateTexts.BUCKETS)).alias(BUCKET),
        col(DOCUMENT),
        lit(areNew).alias(IS_NEW));
  }

  /**
   * The buckets in which a new document meets another. Most hold one document, and are out of the
   * way after a hash aggregation that moves four numbers an entry; a sort of all entries costs
   * three times as much.
   */
  static Dataset<Row> shared(Dataset<Row> entries) {
    return entries
        .groupBy(BUCKET)
        .agg(
            count(lit(1)).alias(MEMBERS),
            min(when(not(col(IS_NEW)), col(DOCUMENT))).alias(OLD),
            min(when(col(IS_NEW), col(DOCUMENT))).alias(FIRST_NEW),
            max(when(col(IS_NEW), col(DOCUMENT))).alias(LAST_NEW))
        .where(col(MEMBERS).gt(1).and(col(FIRST_NEW).isNotNull()));
  }

  /** The buckets of {@link #shared} with more than two documents. */
  static Dataset<Row> crowded(Dataset<Row> shared) {
    return shared.where(col(MEMBERS).gt(2)).select(BUCKET);
  }

  /** Who meets whom in the buckets of two, a row per bucket: columns of {@link #candidates}. */
  static Dataset<Row> couples(Dataset<Row> shared) {
    Column old = col(OLD);
    return shared
        .where(col(MEMBERS).equalTo(2))
        .select(
            coalesce(old, col(FIRST_NEW)).alias(LEADER),
            old.isNull().alias(LEADER_IS_NEW),
            when(old.isNull(), col(LAST_NEW)).otherwise(col(FIRST_NEW)).alias(DOCUMENT),
            lit(false).alias(IS_FOLLOWER));
  }

  /**
   * Who meets whom in crowded buckets: a new document and one of the leaders before it, or, once
   * the bucket is full, one of the first of them. The documents of a bucket are taken in the order
   * of the index, then by their number, a hash. A row without a leader says that the bucket was
   * full before this document, which is not to be stored under it. One shuffle by bucket and a
   * sort.
   *
   * @param entries as {@link #entries} gives them; of old ones none beyond the leaders
   * @param few whether the crowded buckets fit into every task
   */
  static Dataset<Row> meetings(
      Dataset<Row> entries, Dataset<Row> crowded, boolean few, NearDuplicateSettings settings) {
    return entries
        .join(few ? broadcast(crowded) : crowded, new String[] {BUCKET}, "left_semi")
        .repartition(col(BUCKET))
        .sortWithinPartitions(col(BUCKET), col(IS_NEW), col(DOCUMENT))
        .mapPartitions(
            new LeadersFirst(settings.bucketMembers(), settings.followed()),
            Encoders.row(MEETINGS));
  }

  /**
   * The distinct pairs to compare; shuffles the meetings once, after partial aggregation.
   *
   * @param meetings with {@link #LEADER}, {@link #LEADER_IS_NEW}, {@link #DOCUMENT} and {@link
   *     #IS_FOLLOWER}
   */
  static Dataset<Row> candidates(Dataset<Row> meetings) {
    return meetings
        .where(col(LEADER).isNotNull())
        .groupBy(LEADER, LEADER_IS_NEW, DOCUMENT)
        .agg(max(IS_FOLLOWER).alias(IS_FOLLOWER));
  }

  /** {@link #DOCUMENT}, {@link #BUCKET}: where a document came after the leaders. */
  static Dataset<Row> overflow(Dataset<Row> meetings) {
    return meetings.where(col(LEADER).isNull()).select(DOCUMENT, BUCKET);
  }

  /** One pass over entries in order; holds one bucket's leaders. */
  private static final class LeadersFirst implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final int most;
    private final int followed;

    LeadersFirst(int most, int followed) {
      this.most = most;
      this.followed = followed;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> entries) {
      return new Iterator<>() {
        private final Queue<Row> out = new ArrayDeque<>();
        private final long[] leaders = new long[most];
        private final boolean[] leaderIsNew = new boolean[most];
        private int count;
        private long bucket;

        @Override
        public boolean hasNext() {
          while (out.isEmpty() && entries.hasNext()) {
            take(entries.next());
          }
          return !out.isEmpty();
        }

        @Override
        public Row next() {
          return out.remove();
        }

        private void take(Row entry) {
          if (entry.getLong(0) != bucket) {
            bucket = entry.getLong(0);
            count = 0;
          }
          long document = entry.getLong(1);
          boolean isNew = entry.getBoolean(2);
          boolean full = count == most;
          if (isNew) {
            for (int i = 0; i < (full ? followed : count); i++) {
              out.add(RowFactory.create(leaders[i], leaderIsNew[i], document, bucket, full));
            }
            if (full) {
              out.add(RowFactory.create(null, false, document, bucket, true));
            }
          }
          if (!full) {
            leaders[count] = document;
            leaderIsNew[count] = isNew;
            count++;
          }
        }
      };
    }
  }
}
