package ai.kalimtak.quality.duplicates;

import static ai.kalimtak.quality.duplicates.Documents.DOCUMENT;
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
 * Decides which documents are compared: those that meet in a bucket. The first documents of a
 * bucket, its leaders, are compared with each other, and every later one with a few of the leaders
 * only. A bucket of a million documents costs some millions of comparisons, not their square.
 */
final class Buckets {
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
   * Returns a row per document and bucket, with {@link #BUCKET}, {@link Documents#DOCUMENT} and
   * {@link #IS_NEW}. Reads document and buckets; no shuffle.
   */
  static Dataset<Row> entries(Dataset<Row> documents, boolean areNew) {
    return documents.select(
        explode(col(NearDuplicateTexts.BUCKETS)).alias(BUCKET),
        col(DOCUMENT),
        lit(areNew).alias(IS_NEW));
  }

  /**
   * Returns the buckets in which a new document meets another. Most buckets contain one document,
   * and a hash aggregation that moves four numbers per entry removes them; sorting all entries
   * costs three times as much.
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

  /** Returns the buckets of {@link #shared} with more than two documents. */
  static Dataset<Row> crowded(Dataset<Row> shared) {
    return shared.where(col(MEMBERS).gt(2)).select(BUCKET);
  }

  /**
   * Returns the pairs in buckets of two, a row per bucket, with the columns of {@link #candidates}.
   */
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
   * Returns the pairs in crowded buckets: a new document and one of the leaders before it, or one
   * of the first leaders once the bucket is full. The documents of a bucket are taken in order: old
   * ones first, then by their number, a hash. A row without a leader means that the bucket was full
   * before this document, which must not be stored under it. One shuffle by bucket and a sort.
   *
   * @param entries as {@link #entries} returns them; old ones are leaders only
   */
  static Dataset<Row> meetings(
      Dataset<Row> entries, Dataset<Row> crowded, NearDuplicateSettings settings) {
    return entries
        .join(crowded, new String[] {BUCKET}, "left_semi")
        .repartition(col(BUCKET))
        .sortWithinPartitions(col(BUCKET), col(IS_NEW), col(DOCUMENT))
        .mapPartitions(
            new LeadersFirst(settings.bucketMembers(), settings.followed()),
            Encoders.row(MEETINGS));
  }

  /**
   * Returns the distinct pairs to compare; shuffles the meetings once, after partial aggregation.
   *
   * @param meetings with {@link #LEADER}, {@link #LEADER_IS_NEW}, {@link Documents#DOCUMENT} and
   *     {@link #IS_FOLLOWER}
   */
  static Dataset<Row> candidates(Dataset<Row> meetings) {
    return meetings
        .where(col(LEADER).isNotNull())
        .groupBy(LEADER, LEADER_IS_NEW, DOCUMENT)
        .agg(max(IS_FOLLOWER).alias(IS_FOLLOWER));
  }

  /** Returns document and bucket where the document came after the leaders. */
  static Dataset<Row> overflow(Dataset<Row> meetings) {
    return meetings.where(col(LEADER).isNull()).select(DOCUMENT, BUCKET);
  }

  /** One pass over the entries in order; holds the leaders of one bucket. */
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
          long of = entry.getAs(BUCKET);
          if (of != bucket) {
            bucket = of;
            count = 0;
          }
          long document = entry.getAs(DOCUMENT);
          boolean isNew = entry.getAs(IS_NEW);
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
