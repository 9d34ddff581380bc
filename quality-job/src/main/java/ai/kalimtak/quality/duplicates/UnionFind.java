package ai.kalimtak.quality.duplicates;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Connected components, each named by its least node (Tarjan and van Leeuwen 1984, with path
 * halving; of two roots the lesser one leads). Holds all nodes.
 */
final class UnionFind {
  private final Map<String, String> parents = new HashMap<>();

  /** Joins the components of two nodes. */
  void join(String one, String other) {
    String a = component(one);
    String b = component(other);
    if (a.compareTo(b) < 0) {
      parents.put(b, a);
    } else if (!a.equals(b)) {
      parents.put(a, b);
    }
  }

  /** The nodes that were joined. */
  Set<String> nodes() {
    return parents.keySet();
  }

  /** Returns the least node of a node's component; adds a node that is new. */
  String component(String node) {
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
