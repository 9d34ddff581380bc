package ai.kalimtak.quality.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
  @Test
  void connectedTextsAreOneClusterNamedByItsLeastKey() {
    assertThat(clusters("d-c", "c-b", "b-a", "y-x", "x-y", "z-y"))
        .isEqualTo(Map.of("a", "a", "b", "a", "c", "a", "d", "a", "x", "x", "y", "x", "z", "x"));
    assertThat(clusters()).isEmpty();
  }

  @Test
  void aLongChainIsOneCluster() {
    String[] chain = new String[60];
    for (int i = 0; i < chain.length; i++) {
      // The order of the keys is unrelated to the order of the chain.
      chain[i] = (i * 37 % 61) + "-" + ((i + 1) * 37 % 61);
    }
    assertThat(clusters(chain)).hasSize(61).containsValue("0").doesNotContainValue("1");
  }

  @Test
  void keepsTheBestAndDropsNoTextBecauseOfAChain() {
    // a and c are not similar; b is similar to both.
    assertThat(survivors(Map.of("a", 1, "b", 2, "c", 3), "b-a", "b-c")).isEqualTo(Map.of("b", "a"));
    // The best text is in the middle, so neither end stays.
    assertThat(survivors(Map.of("a", 2, "b", 1, "c", 3), "b-a", "b-c"))
        .isEqualTo(Map.of("a", "b", "c", "b"));
    // c stays because b, which is better, is dropped itself. d is dropped because of c.
    assertThat(survivors(Map.of("a", 1, "b", 2, "c", 3, "d", 4), "a-b", "b-c", "c-d"))
        .isEqualTo(Map.of("b", "a", "d", "c"));
  }

  @Test
  void breaksTiesByKeyAndIgnoresTextsWithoutRank() {
    assertThat(survivors(Map.of("a", 1, "b", 1), "b-a")).isEqualTo(Map.of("b", "a"));
    assertThat(survivors(Map.of("b", 1, "c", 2), "b-a", "c-b")).isEqualTo(Map.of("c", "b"));
    assertThat(survivors(Map.of("b", 1), "b-a")).isEmpty();
  }

  @Test
  void decidesLikeOnePassFromTheBestTextOn() {
    Random random = new Random(7);
    Map<String, Integer> ranks = new HashMap<>();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ranks.put("t" + i, random.nextInt(4));
      pairs.add("t" + i + "-t" + (i + 1 + random.nextInt(4)) % 60);
      pairs.add("t" + i + "-t" + (i + 7) % 60);
    }
    Map<String, String> dropped = survivors(ranks, pairs.toArray(String[]::new));
    assertThat(dropped.keySet()).isEqualTo(droppedOneByOne(ranks, pairs));
    dropped.forEach(
        (text, keeper) -> {
          assertThat(dropped).doesNotContainKey(keeper);
          assertThat(pairs).containsAnyOf(text + "-" + keeper, keeper + "-" + text);
        });
  }

  private static Set<String> droppedOneByOne(Map<String, Integer> ranks, List<String> pairs) {
    Set<String> kept = new HashSet<>();
    Set<String> dropped = new HashSet<>();
    ranks.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .forEach(
            text -> {
              boolean similar =
                  kept.stream()
                      .anyMatch(
                          other ->
                              pairs.contains(text + "-" + other)
                                  || pairs.contains(other + "-" + text));
              (similar ? dropped : kept).add(text);
            });
    return dropped;
  }

  private static Map<String, String> clusters(String... pairs) {
    Map<String, String> inOneTask = clusters(pairs(pairs), pairs.length);
    assertThat(clusters(pairs(pairs), 0)).as("by rounds of joins").isEqualTo(inOneTask);
    return inOneTask;
  }

  private static Map<String, String> clusters(Dataset<Row> pairs, long few) {
    Map<String, String> clusters = new TreeMap<>();
    for (Row row : ConnectedComponents.of(pairs, few).collectAsList()) {
      assertThat(clusters.put(row.getAs("text_key"), row.getAs("cluster"))).isNull();
    }
    return clusters;
  }

  private static Map<String, String> survivors(Map<String, Integer> ranks, String... pairs) {
    Dataset<Row> rows =
        LocalSpark.session()
            .createDataFrame(
                ranks.entrySet().stream()
                    .map(rank -> RowFactory.create(rank.getKey(), rank.getValue()))
                    .toList(),
                new StructType()
                    .add("text_key", DataTypes.StringType)
                    .add("rank", DataTypes.IntegerType));
    Map<String, String> dropped = new TreeMap<>();
    for (Row row : NearDuplicates.survivors(pairs(pairs), rows).collectAsList()) {
      assertThat(row.<Double>getAs("similarity")).isEqualTo(0.9);
      assertThat(dropped.put(row.getAs("text_key"), row.getAs("duplicate_of_key"))).isNull();
    }
    return dropped;
  }

  private static Dataset<Row> pairs(String... pairs) {
    List<Row> rows = new ArrayList<>();
    for (String pair : pairs) {
      String[] ends = pair.split("-");
      rows.add(RowFactory.create(ends[0], ends[1], 0.9));
    }
    return LocalSpark.session()
        .createDataFrame(
            rows,
            new StructType()
                .add("text_key", DataTypes.StringType)
                .add("other_text_key", DataTypes.StringType)
                .add("similarity", DataTypes.DoubleType));
  }
}
