package ai.kalimtak.bench.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.graphx.Edge;
import org.apache.spark.graphx.Graph;
import org.apache.spark.graphx.lib.ConnectedComponents;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The usual recipe for deduplicating training corpora on Spark: a signature of 250 universal hashes
 * modulo a Mersenne prime over the set of a text's shingles, 25 bands of 10 rows, groupByKey per
 * band, unverified star edges from the first document of a bucket to the others, and GraphX's
 * connected components.
 */
final class UsualRecipe {
  static final String NAME = "25 x 10, groupByKey, GraphX";
  private static final StructType CLUSTERS =
      new StructType().add("member", DataTypes.LongType).add("cluster", DataTypes.LongType);
  private static final int BANDS = 25;
  private static final int ROWS = 10;
  private static final long PRIME = (1L << 61) - 1;
  private static final long MAX_HASH = (1L << 32) - 1;

  private UsualRecipe() {}

  static Found run(Dataset<Row> documents) {
    JavaPairRDD<Long, String> texts =
        documents
            .select(xxhash64(col(NearDuplicateTexts.TEXT_KEY)), RealTexts.joined())
            .toJavaRDD()
            .mapToPair(row -> new Tuple2<>(row.getLong(0), row.getString(1)));
    JavaPairRDD<Long, Long> edges = edges(texts, 5).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long count = edges.count();
      Dataset<Row> clusters =
          documents
              .sparkSession()
              .createDataFrame(
                  components(edges).map(member -> RowFactory.create(member._1, member._2)),
                  CLUSTERS)
              .localCheckpoint();
      return Found.clusters(
          String.format(
              Locale.ROOT, "%,d edges, unverified, %,d in clusters", count, clusters.count()),
          clusters);
    } finally {
      edges.unpersist();
    }
  }

  /** Returns the star edges: the first document of a bucket and another one in it. */
  private static JavaPairRDD<Long, Long> edges(JavaPairRDD<Long, String> texts, int shingle) {
    long[] a = new long[BANDS * ROWS];
    long[] b = new long[BANDS * ROWS];
    Random random = new Random(42);
    for (int i = 0; i < a.length; i++) {
      a[i] = 1L + random.nextInt(Integer.MAX_VALUE);
      b[i] = random.nextInt(Integer.MAX_VALUE);
    }
    return texts
        .flatMapToPair(text -> bands(text._1, text._2, shingle, a, b).iterator())
        .groupByKey()
        .flatMapToPair(bucket -> star(bucket._2).iterator())
        .distinct();
  }

  /** Returns each document with the smallest number in its component. */
  private static JavaRDD<Tuple2<Object, Object>> components(JavaPairRDD<Long, Long> edges) {
    ClassTag<Object> tag = ClassTag$.MODULE$.apply(Object.class);
    Graph<Object, Object> graph =
        Graph.fromEdges(
            edges.map(edge -> new Edge<Object>(edge._1, edge._2, 1)).rdd(),
            1,
            StorageLevel.MEMORY_AND_DISK(),
            StorageLevel.MEMORY_AND_DISK(),
            tag,
            tag);
    return ConnectedComponents.run(graph, tag, tag).vertices().toJavaRDD();
  }

  private static List<Tuple2<String, Long>> bands(
      long number, String text, int shingle, long[] a, long[] b) {
    Set<String> shingles = new HashSet<>();
    for (int start = 0; start == 0 || start + shingle <= text.length(); start++) {
      shingles.add(text.substring(start, Math.min(text.length(), start + shingle)));
    }
    long[] signature = new long[a.length];
    java.util.Arrays.fill(signature, MAX_HASH);
    CRC32 crc = new CRC32();
    for (String each : shingles) {
      crc.reset();
      crc.update(each.getBytes(StandardCharsets.UTF_8));
      long hash = crc.getValue();
      for (int i = 0; i < a.length; i++) {
        long value = Long.remainderUnsigned(a[i] * hash + b[i], PRIME) & MAX_HASH;
        signature[i] = Math.min(signature[i], value);
      }
    }
    List<Tuple2<String, Long>> bands = new ArrayList<>();
    for (int band = 0; band < BANDS; band++) {
      ByteBuffer bytes = ByteBuffer.allocate(ROWS * Long.BYTES);
      for (int row = 0; row < ROWS; row++) {
        bytes.putLong(signature[band * ROWS + row]);
      }
      bands.add(
          new Tuple2<>(
              band + ":" + new String(bytes.array(), StandardCharsets.ISO_8859_1), number));
    }
    return bands;
  }

  private static List<Tuple2<Long, Long>> star(Iterable<Long> bucket) {
    long least = Long.MAX_VALUE;
    for (long document : bucket) {
      least = Math.min(least, document);
    }
    List<Tuple2<Long, Long>> edges = new ArrayList<>();
    for (long document : bucket) {
      if (document != least) {
        edges.add(new Tuple2<>(least, document));
      }
    }
    return edges;
  }
}
