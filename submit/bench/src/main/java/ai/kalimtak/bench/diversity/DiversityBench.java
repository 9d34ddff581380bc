package ai.kalimtak.bench.diversity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.bench.workbench.DataFolder;
import ai.kalimtak.bench.workbench.JsonLines;
import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.diversity.DiversitySettings;
import ai.kalimtak.quality.report.Variety;
import ai.kalimtak.submit.terminal.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the diversity of unbalanced traffic before and after downsampling, compared with random
 * downsampling.
 */
@Command(
    name = "diversity",
    mixinStandardHelpOptions = true,
    description =
        "Entropy, distinct-n and coverage of unbalanced traffic: original, downsampled, and randomly downsampled to the same sizes.")
public final class DiversityBench implements Callable<Integer> {
  private static final String TEXTS = "clinc150-train.jsonl.gz";
  private static final String INTENT = "intent";

  /** Maximum number of rows for distinct-n; compare sets of equal size only. */
  private static final int SAMPLE = 700;

  private static final StructType ROWS =
      new StructType()
          .add(Candidates.INTERACTION_ID, DataTypes.StringType)
          .add(Candidates.INPUT_TEXT, DataTypes.StringType)
          .add(Candidates.DOMAIN, DataTypes.StringType)
          .add(Candidates.TEMPLATE_ID, DataTypes.StringType)
          .add(Candidates.SUBJECT_KEY, DataTypes.StringType)
          .add(Candidates.QUALITY_SCORE, DataTypes.DoubleType)
          .add(INTENT, DataTypes.StringType);

  @Mixin private DataFolder folder;

  @Option(names = "--seeds", defaultValue = "10", description = "Number of random traffic samples.")
  private int seeds;

  @Option(
      names = "--tempering",
      split = ",",
      defaultValue = "0.7,0.3,0",
      description = "Values of quality.diversity.tempering (default: ${DEFAULT-VALUE}).")
  private List<String> temperings;

  @Override
  public Integer call() throws IOException {
    Path data = folder.with(List.of(TEXTS));
    List<JsonNode> texts = JsonLines.read(data.resolve(TEXTS));
    Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
    try (Workbench bench = new Workbench(List.of())) {
      SparkSession spark = bench.session().spark();
      for (int seed = 1; seed <= seeds; seed++) {
        System.err.printf(Locale.ROOT, "traffic %d of %d%n", seed, seeds);
        Dataset<Row> rows =
            spark.createDataFrame(oneSided(texts, seed), ROWS).repartition(2).localCheckpoint();
        measure(figures, "original traffic", rows);
        for (String tempering : temperings) {
          DiversitySettings settings =
              bench
                  .reader(
                      List.of(
                          "quality.diversity.tempering=" + tempering,
                          // The bench shows what tempering itself does.
                          "quality.diversity.min-group-rows=1",
                          "quality.diversity.max-removed-share=1",
                          "quality.diversity.seed=" + seed))
                  .bind(DiversitySettings::from);
          Dataset<Row> thinned = thinned(rows, settings);
          measure(figures, "downsampled, tempering " + tempering, thinned);
          measure(figures, "random, same sizes", rows, thinned, seed, tempering);
        }
      }
    }
    print(figures);
    return 0;
  }

  /**
   * Draws domains and, within each, intents by Zipf's law: the first of ten domains is ten times as
   * large as the last, the first of its fifteen intents fifteen times as large as the last.
   */
  private static List<Row> oneSided(List<JsonNode> texts, int seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    Map<String, Integer> domains = ranks(texts, "domain", dice);
    Map<String, Integer> intents = new TreeMap<>();
    for (String domain : domains.keySet()) {
      intents.putAll(
          ranks(
              texts.stream().filter(t -> t.path("domain").asText().equals(domain)).toList(),
              INTENT,
              dice));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String domain = texts.get(i).path("domain").asText();
      String intent = texts.get(i).path(INTENT).asText();
      if (domain.equals("out_of_scope")
          || dice.nextDouble() >= 1.0 / domains.get(domain) / intents.get(intent)) {
        continue;
      }
      rows.add(
          RowFactory.create(
              "i-" + i,
              texts.get(i).path("text").asText(),
              domain,
              "t-" + i % 40,
              "s-" + i,
              0.75 + 0.25 * dice.nextInt(2),
              intent));
    }
    return rows;
  }

  private static Map<String, Integer> ranks(
      List<JsonNode> texts, String field, SplittableRandom dice) {
    TreeSet<String> names = new TreeSet<>();
    texts.forEach(text -> names.add(text.path(field).asText()));
    List<String> order = new ArrayList<>(names);
    for (int i = order.size() - 1; i > 0; i--) {
      java.util.Collections.swap(order, i, dice.nextInt(i + 1));
    }
    Map<String, Integer> ranks = new TreeMap<>();
    order.forEach(name -> ranks.put(name, ranks.size() + 1));
    return ranks;
  }

  private static Dataset<Row> thinned(Dataset<Row> rows, DiversitySettings settings) {
    try (Diversity diversity =
        new Diversity(settings, rows.select(Candidates.INTERACTION_ID, Candidates.INPUT_TEXT))) {
      Dataset<Row> over = diversity.over(rows.drop(Candidates.INPUT_TEXT, INTENT));
      return rows.join(over, new String[] {Candidates.INTERACTION_ID}, "left_anti")
          .localCheckpoint();
    }
  }

  /** Draws as many random rows per domain as downsampling left. */
  private static void measure(
      Map<String, Map<String, List<Double>>> figures,
      String name,
      Dataset<Row> rows,
      Dataset<Row> thinned,
      int seed,
      String tempering) {
    Dataset<Row> sizes = thinned.groupBy(Candidates.DOMAIN).count();
    Dataset<Row> chosen =
        rows.withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy(Candidates.DOMAIN)
                            .orderBy(
                                xxhash64(col(Candidates.INTERACTION_ID), lit(seed)),
                                col(Candidates.INTERACTION_ID))))
            .join(sizes, Candidates.DOMAIN)
            .where("place <= count")
            .drop("place", "count")
            .localCheckpoint();
    measure(figures, name + " as with " + tempering, chosen);
  }

  private static void measure(
      Map<String, Map<String, List<Double>>> figures, String name, Dataset<Row> rows) {
    List<Long> domains = counts(rows, Candidates.DOMAIN);
    List<Long> intents = counts(rows, INTENT);
    long all = domains.stream().mapToLong(count -> count).sum();
    Variety variety = Variety.of(rows, domains, SAMPLE);
    Map<String, List<Double>> mine = figures.computeIfAbsent(name, n -> new LinkedHashMap<>());
    add(mine, "rows", (double) all);
    add(mine, "largest domain", 100.0 * java.util.Collections.max(domains) / all);
    add(mine, "domain entropy, bits", variety.domainEntropy());
    add(mine, "intents with a row", intents.size());
    add(
        mine,
        "intents with five rows",
        (double) intents.stream().filter(count -> count >= 5).count());
    add(mine, "intent entropy, bits", entropy(intents, all));
    add(mine, "distinct-1", variety.distinctWords());
    add(mine, "distinct-2", variety.distinctPairs());
  }

  private static void add(Map<String, List<Double>> figures, String name, double value) {
    figures.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  private static List<Long> counts(Dataset<Row> rows, String column) {
    return rows.groupBy(column).count().collectAsList().stream()
        .map(row -> row.getLong(1))
        .toList();
  }

  private static double entropy(List<Long> counts, long all) {
    return counts.stream()
        .mapToDouble(count -> -(double) count / all * Math.log((double) count / all) / Math.log(2))
        .sum();
  }

  private static void print(Map<String, Map<String, List<Double>>> figures) {
    List<String> names = List.copyOf(figures.values().iterator().next().keySet());
    TextTable table = new TextTable(join("", names));
    figures.forEach(
        (name, values) ->
            table.add(
                (Object[])
                    join(name, names.stream().map(figure -> spread(values.get(figure))).toList())));
    System.out.print(table.render());
    System.out.println(
        "\nmean (standard deviation) over the samples; the sampler does not see intents");
  }

  private static String[] join(String first, List<String> rest) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all.toArray(String[]::new);
  }

  private static String spread(List<Double> values) {
    double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
    double variance =
        values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum()
            / Math.max(1, values.size() - 1);
    String format = mean >= 100 ? "%,.0f (%.0f)" : mean >= 10 ? "%.1f (%.1f)" : "%.3f (%.3f)";
    return String.format(Locale.ROOT, format, mean, Math.sqrt(variance));
  }
}
