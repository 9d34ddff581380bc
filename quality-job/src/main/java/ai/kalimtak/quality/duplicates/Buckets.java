package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which documents are compared: those that meet in a bucket. The first of a bucket, its leaders,
 * are compared with each other, every later document with the leaders alone, and so a bucket of a
 * million costs a million times the leaders, not a million times a million.
 */
final class Buckets {
  /** A document's number: a hash of its key, for joins only. A collision costs a comparison. */
  static final String DOCUMENT = "document";

  static final String BUCKET = "bucket";
  static final String IS_NEW = "is_new";
  static final String LEADER = "leader";
  static final String LEADER_IS_NEW = "leader_is_new";
  static final String IS_FOLLOWER = "is_follower";

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
   * Who meets whom, per bucket: a new document and one of the leaders before it. The documents of a
   * bucket are taken in the order of the index, then by their number, a hash. A row without a
   * leader says that the bucket was full before this document, which is not to be stored under it.
   * One shuffle by bucket and a sort.
   *
   * @param entries as {@link #entries} gives them; of old ones none beyond the leaders
   */
  static Dataset<Row> meetings(Dataset<Row> entries, int leaders) {
    return entries
        .repartition(col(BUCKET))
        .sortWithinPartitions(col(BUCKET), col(IS_NEW), col(DOCUMENT))
        .mapPartitions(new LeadersFirst(leaders), Encoders.row(MEETINGS));
  }

  /** The distinct pairs to compare; shuffles the meetings once, after partial aggregation. */
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

    LeadersFirst(int most) {
      this.most = most;
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
            for (int i = 0; i < count; i++) {
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
