package ai.kalimtak.quality.duplicates;

import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The connected components of one partition's edges: each node with the least of its component
 * (Tarjan and van Leeuwen 1984, by path halving; the lesser root leads, so that the least does).
 * Holds the nodes.
 */
final class UnionFind implements MapPartitionsFunction<Row, Row> {
  static final StructType MEMBERS =
      new StructType()
          .add(NearDuplicateTexts.TEXT_KEY, DataTypes.StringType)
          .add(NearDuplicates.CLUSTER, DataTypes.StringType);

  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<Row> call(Iterator<Row> edges) {
    Map<String, String> parents = new HashMap<>();
    edges.forEachRemaining(
        edge -> {
          String a = root(parents, edge.getString(0));
          String b = root(parents, edge.getString(1));
          if (a.compareTo(b) < 0) {
            parents.put(b, a);
          } else if (!a.equals(b)) {
            parents.put(a, b);
          }
        });
    return parents.keySet().stream()
        .map(node -> RowFactory.create(node, root(parents, node)))
        .iterator();
  }

  private static String root(Map<String, String> parents, String node) {
    String at = node;
    String parent = parents.putIfAbsent(at, at);
    while (parent != null && !parent.equals(at)) {
      String next = parents.get(parent);
      parents.put(at, next);
      at = next;
      parent = parents.get(at);
    }
    return at;
  }
}
