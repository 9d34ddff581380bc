package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The connected components of pairs. Few pairs are joined in one task, many by alternating
 * large-star and small-star operations (Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii
 * 2014, Connected Components in MapReduce and Beyond): O(log^2) rounds of two shuffles each, but
 * only two or three for the stars and small clusters that near-duplicates form.
 */
final class ConnectedComponents {
  static final String CLUSTER = "cluster";

  /** Up to this number of pairs, of at most a million texts, one task joins: 150 MB. */
  private static final long FEW = 500_000;

  private static final String FROM = "from_key";
  private static final String TO = "to_key";
  private static final String LEAST = "least";
  private static final String EDGES = "edges";
  private static final String HASH = "hash";

  private static final StructType MEMBERS =
      new StructType()
          .add(NearDuplicateTexts.TEXT_KEY, DataTypes.StringType)
          .add(CLUSTER, DataTypes.StringType);

  private ConnectedComponents() {}

  /** As {@link NearDuplicates#clusters}. */
  static Dataset<Row> of(Dataset<Row> pairs) {
    return of(pairs, FEW);
  }

  /**
   * @param few up to this number of pairs are joined in one task
   */
  static Dataset<Row> of(Dataset<Row> pairs, long few) {
    Rounds edges =
        new Rounds(
            pairs
                .select(
                    col(NearDuplicatePairs.TEXT_KEY).alias(FROM),
                    col(NearDuplicatePairs.OTHER_TEXT_KEY).alias(TO))
                .where(col(FROM).notEqual(col(TO)))
                .distinct());
    Row before = null;
    Row now = fingerprint(edges.current());
    if (now.<Long>getAs(EDGES) <= few) {
      return edges
          .current()
          .repartition(1)
          .mapPartitions(new JoinInOneTask(), Encoders.row(MEMBERS));
    }
    while (!now.equals(before)) {
      edges.next(smallStar(largeStar(edges.current())));
      before = now;
      now = fingerprint(edges.current());
    }
    // Only stars are left: each member points at the least of its component.
    Dataset<Row> stars = edges.current();
    return stars
        .select(col(FROM).alias(NearDuplicateTexts.TEXT_KEY), col(TO).alias(CLUSTER))
        .union(stars.select(col(TO), col(TO)).distinct());
  }

  /** Links every greater neighbor to the least of the node and its neighbors. */
  private static Dataset<Row> largeStar(Dataset<Row> edges) {
    Dataset<Row> both = edges.union(edges.select(col(TO), col(FROM)));
    return both.withColumn(LEAST, least(col(FROM), min(TO).over(Window.partitionBy(FROM))))
        .where(col(TO).gt(col(FROM)))
        .select(col(TO).alias(FROM), col(LEAST).alias(TO))
        .where(col(FROM).notEqual(col(TO)))
        .distinct();
  }

  /** Links the node and its lesser neighbors to the least of them. */
  private static Dataset<Row> smallStar(Dataset<Row> edges) {
    Dataset<Row> downward =
        edges.select(
            when(col(FROM).gt(col(TO)), col(FROM)).otherwise(col(TO)).alias(FROM),
            least(col(FROM), col(TO)).alias(TO));
    return downward
        .withColumn(LEAST, min(TO).over(Window.partitionBy(FROM)))
        .select(explode(array(col(FROM), col(TO))).alias(FROM), col(LEAST).alias(TO))
        .where(col(FROM).notEqual(col(TO)))
        .distinct();
  }

  private static Row fingerprint(Dataset<Row> edges) {
    return edges
        .agg(count(lit(1)).alias(EDGES), bit_xor(xxhash64(col(FROM), col(TO))).alias(HASH))
        .first();
  }

  /** The components of one partition's edges; holds their nodes. */
  private static final class JoinInOneTask implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> edges) {
      UnionFind components = new UnionFind();
      edges.forEachRemaining(edge -> components.join(edge.getAs(FROM), edge.getAs(TO)));
      return components.nodes().stream()
          .map(node -> RowFactory.create(node, components.component(node)))
          .iterator();
    }
  }
}
