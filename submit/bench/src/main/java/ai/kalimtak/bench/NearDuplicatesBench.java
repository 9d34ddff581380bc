package ai.kalimtak.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.spark.SparkSessions;
import ai.kalimtak.quality.duplicates.NearDuplicateIndex;
import ai.kalimtak.quality.duplicates.NearDuplicateSettings;
import ai.kalimtak.quality.duplicates.NearDuplicates;
import ai.kalimtak.submit.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Near-duplicates: how many are found, and what they cost. */
@Command(
    name = "near-duplicates",
    mixinStandardHelpOptions = true,
    description = "Near-duplicates: recall and precision, speed beside others, copies, and a day.")
final class NearDuplicatesBench implements Callable<Integer> {
  private static final double EDITED = 0.1;

  @Option(names = "--data", description = "Folder of the data sets.")
  private Path data = Path.of("../shared/data");

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "quality,speed,copies,day",
      description = "quality, speed, copies, day; default: ${DEFAULT-VALUE}.")
  private List<String> parts;

  @Option(names = "--rounds", defaultValue = "3", description = "Counted rounds, after a warm-up.")
  private int rounds;

  @Option(
      names = "--texts",
      defaultValue = "4000",
      description = "Texts of each data set that are compared by brute force, and edits per band.")
  private int texts;

  @Option(
      names = "--rows",
      defaultValue = "100000",
      description = "Rows of the comparison with the usual recipe; 0: none.")
  private int rows;

  @Option(
      names = "--mllib-rows",
      defaultValue = "10000",
      description =
          "Rows of the comparison with MLlib, which joins buckets without a bound; 0: none.")
  private int mllibRows;

  @Option(names = "--copies-rows", defaultValue = "1000000", description = "Rows of copies.")
  private int copiesRows;

  @Option(names = "--copies", defaultValue = "100000", description = "Copies that are added.")
  private int copies;

  @Option(
      names = "--histories",
      split = ",",
      defaultValue = "10000,1000000",
      description = "Rows of the histories of day.")
  private List<Integer> histories;

  @Option(names = "--changes", defaultValue = "10000", description = "New rows of a day.")
  private int changes;

  private Path folder;
  private SparkSession spark;
  private Broadcast<List<String>> sentences;
  private RealTexts real;
  private int lakes;

  @Override
  public Integer call() throws IOException {
    real = new RealTexts(data);
    String missing = real.missing();
    if (missing != null) {
      System.err.println("bench: " + data.resolve(missing) + " is missing; give --data FOLDER");
      return 2;
    }
    folder = Files.createTempDirectory("kalimtak-bench");
    spark = SparkSessions.open(core(folder), "bench");
    try {
      sentences =
          new JavaSparkContext(spark.sparkContext()).broadcast(new ArrayList<>(real.sentences()));
      for (String part : parts) {
        switch (part) {
          case "quality" -> quality();
          case "speed" -> speed();
          case "copies" -> copies();
          case "day" -> day();
          default -> throw new IllegalArgumentException("no part " + part);
        }
      }
    } finally {
      spark.stop();
      Workbench.delete(folder);
    }
    return 0;
  }

  // ---- quality

  private void quality() throws IOException {
    System.out.println("Recall and precision beside brute force, threshold 0.8 and lower\n");
    TextTable table =
        new TextTable(
            "texts",
            "threshold",
            "true pairs",
            "found",
            "recall",
            "precision",
            "in the band",
            "recall there");
    Set<String> questions = new LinkedHashSet<>();
    real.read(
        RealTexts.QUESTIONS,
        record ->
            questions.addAll(
                List.of(
                    RealTexts.fold(record.path("original").asText()),
                    RealTexts.fold(record.path("disfluent").asText()))));
    List<String> mixed = new ArrayList<>(questions.stream().limit(2L * texts).toList());
    mixed.addAll(new LinkedHashSet<>(real.commands()).stream().limit(texts).toList());
    for (double threshold : new double[] {0.8, 0.7, 0.6}) {
      judge("disfl-qa, mixed with commands", mixed.stream().distinct().toList(), threshold, table);
    }
    List<String> turns =
        new ArrayList<>(
            real
                .read(
                    RealTexts.CHAT, record -> RealTexts.fold(record.path("model_output").asText()))
                .stream()
                .filter(text -> text.length() >= 60)
                .distinct()
                .limit(texts)
                .toList());
    List<String> planted = PlantedEdits.of(turns, sentences.value(), 0.9, 0.8, 0.7, 0.6);
    for (double threshold : new double[] {0.9, 0.8, 0.7, 0.6}) {
      judge("chat turns, planted edits", planted, threshold, table);
    }
    System.out.print(table.render());
    System.out.println(
        "\nin the band: pairs with a similarity of the threshold to 0.05 above it\n");
  }

  private void judge(String name, List<String> documents, double threshold, TextTable table) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      rows.add(
          RowFactory.create(
              String.format(Locale.ROOT, "%08d", i), "i-" + i, null, documents.get(i), null));
    }
    Lake lake = lake();
    NearDuplicateIndex index = index(lake, settings(threshold), 1);
    index.updateTo(spark.createDataFrame(rows, RealTexts.DOCUMENT).repartition(4).persist());
    Set<Long> found = new HashSet<>();
    for (Row pair : index.pairs().select("text_key", "other_text_key").collectAsList()) {
      int a = Integer.parseInt(pair.getString(0));
      int b = Integer.parseInt(pair.getString(1));
      found.add(BruteForce.key(a, b));
    }
    Map<Long, Double> truth = BruteForce.pairs(documents, threshold, 5);
    long right = found.stream().filter(truth::containsKey).count();
    List<Long> near =
        truth.entrySet().stream()
            .filter(pair -> pair.getValue() < threshold + 0.05)
            .map(Map.Entry::getKey)
            .toList();
    long rightNear = near.stream().filter(found::contains).count();
    table.add(
        name,
        decimal(threshold, 1),
        truth.size(),
        found.size(),
        decimal((double) right / truth.size(), 4),
        decimal(found.isEmpty() ? 1 : (double) right / found.size(), 4),
        near.size(),
        decimal((double) rightNear / near.size(), 4));
  }

  // ---- speed

  private void speed() {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    Map<String, String> results = new LinkedHashMap<>();
    double recipe = beside(label(UsualRecipe.NAME, rows), rows, UsualRecipe::run, seconds, results);
    double mllib =
        beside(label(MinHashJoin.NAME, mllibRows), mllibRows, MinHashJoin::run, seconds, results);
    TextTable table = new TextTable("what", "min s", "median s", "max s", "result");
    seconds.forEach((name, times) -> add(table, name, times, results.get(name)));
    System.out.print(table.render());
    System.out.printf(
        Locale.ROOT,
        "%nthe usual recipe / kalimtak: %.1f (aim at least 20)%nMLlib / kalimtak: %.1f (aim at least 5)%n"
            + "recall: of the planted pairs at or above 0.8, those that end in one pair or cluster%n%n",
        recipe,
        mllib);
  }

  /** How many times as long the other takes, by medians; both in turns, ours first. */
  private double beside(
      String theirs,
      int size,
      Function<Dataset<Row>, Found> other,
      Map<String, List<Double>> seconds,
      Map<String, String> results) {
    if (size == 0) {
      return Double.NaN;
    }
    Dataset<Row> documents = stored("speed-" + size, 0, size);
    Dataset<Row> planted = planted(size).localCheckpoint();
    String ours = label("kalimtak", size);
    String indexed = label("kalimtak, index written", size);
    for (int round = 0; round <= rounds; round++) {
      System.err.println(round == 0 ? "warm-up" : "round " + round);
      Found[] found = new Found[1];
      measure(seconds, round, ours, () -> found[0] = ours(documents));
      results.put(ours, found[0].beside(planted));
      measure(seconds, round, indexed, () -> found[0] = indexed(documents));
      results.put(indexed, found[0].beside(planted));
      measure(seconds, round, theirs, () -> found[0] = other.apply(documents));
      results.put(theirs, found[0].beside(planted));
    }
    return Workbench.median(seconds.get(theirs)) / Workbench.median(seconds.get(ours));
  }

  /** Signatures, candidates, verified pairs, clusters. */
  private static Found ours(Dataset<Row> documents) {
    return clustered(NearDuplicates.pairs(documents, settings(0.8)));
  }

  /** The same, and both tables of the index. */
  private Found indexed(Dataset<Row> documents) {
    NearDuplicateIndex index = index(lake(), settings(0.8), 1);
    index.updateTo(documents);
    return clustered(index.pairs());
  }

  private static Found clustered(Dataset<Row> pairs) {
    Dataset<Row> clusters = NearDuplicates.clusters(pairs).localCheckpoint();
    return Found.clusters(
        String.format(
            Locale.ROOT, "%,d verified pairs, %,d in clusters", pairs.count(), clusters.count()),
        numbered(clusters));
  }

  private static Dataset<Row> numbered(Dataset<Row> clusters) {
    return clusters.select(xxhash64(col(NearDuplicateTexts.TEXT_KEY)), col(NearDuplicates.CLUSTER));
  }

  /** The pairs of documents made of the same sentences whose similarity reaches 0.8. */
  private Dataset<Row> planted(int size) {
    UserDefinedFunction similarity =
        udf(
            (String inputA, String outputA, String inputB, String outputB) ->
                Math.min(
                    BruteForce.similarity(inputA, inputB, 5),
                    BruteForce.similarity(outputA, outputB, 5)),
            DataTypes.DoubleType);
    Dataset<Row> documents =
        RealTexts.withBase(
            RealTexts.documents(spark, sentences, 0, size, EDITED, 8)
                .dropDuplicates(NearDuplicateTexts.TEXT_KEY),
            EDITED);
    return documents
        .alias("a")
        .join(documents.alias("b"), col("a.base").equalTo(col("b.base")))
        .where(col("a.text_key").lt(col("b.text_key")))
        .where(
            similarity
                .apply(
                    col("a.folded_input"),
                    col("a.folded_output"),
                    col("b.folded_input"),
                    col("b.folded_output"))
                .geq(0.8))
        .select(col("a.text_key").alias("text_key"), col("b.text_key").alias("other_text_key"));
  }

  // ---- copies

  private void copies() {
    Dataset<Row> plain = stored("copies", 0, copiesRows);
    Dataset<Row> withCopies = plain.union(nearCopies("near-copies", copies));
    Dataset<Row> withOthers = plain.union(stored("others", copiesRows, copiesRows + copies));
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    Map<String, String> results = new LinkedHashMap<>();
    Map<String, Dataset<Row>> cases = new LinkedHashMap<>();
    cases.put(label("texts", copiesRows), plain);
    cases.put(label("and copies of one text", copies), plain.union(sameCopies(plain)));
    cases.put(label("and near-copies of one text", copies), withCopies);
    cases.put(label("and other texts", copies), withOthers);
    for (int round = 0; round <= rounds; round++) {
      System.err.println(round == 0 ? "warm-up" : "round " + round);
      for (Map.Entry<String, Dataset<Row>> each : cases.entrySet()) {
        measure(
            seconds,
            round,
            each.getKey(),
            () -> results.put(each.getKey(), withSurvivors(each.getValue())));
      }
    }
    TextTable table = new TextTable("what", "min s", "median s", "max s", "result");
    seconds.forEach((name, times) -> add(table, name, times, results.get(name)));
    System.out.print(table.render());
    List<List<Double>> times = List.copyOf(seconds.values());
    System.out.printf(
        Locale.ROOT,
        "%nwith copies / without: %.2f (aim at most 1.2); near-copies: %.2f; as many other texts: %.2f%n%n",
        Workbench.median(times.get(1)) / Workbench.median(times.get(0)),
        Workbench.median(times.get(2)) / Workbench.median(times.get(0)),
        Workbench.median(times.get(3)) / Workbench.median(times.get(0)));
  }

  /** Equal texts are brought together first, as in a run of the quality job. */
  private String withSurvivors(Dataset<Row> rows) {
    Dataset<Row> documents = rows.dropDuplicates(NearDuplicateTexts.TEXT_KEY);
    NearDuplicateIndex index = index(lake(), settings(0.8), 1);
    NearDuplicateIndex.Update update = index.updateTo(documents);
    return String.format(
        Locale.ROOT,
        "%,d compared, %,d dropped",
        update.compared(),
        index.survivors(ranks(documents)).count());
  }

  /** One of the texts, over and over. */
  private Dataset<Row> sameCopies(Dataset<Row> documents) {
    return documents
        .limit(1)
        .crossJoin(spark.range(copies))
        .withColumn(
            NearDuplicateTexts.INTERACTION_ID, concat(lit("same-"), col("id").cast("string")))
        .drop("id");
  }

  /** One text of which only a number differs. */
  private Dataset<Row> nearCopies(String name, int count) {
    Path path = folder.resolve(name);
    String before = sentences.value().get(1) + " ticket ";
    String after = String.join(" ", sentences.value().subList(2, 8));
    RealTexts.keyed(
            spark
                .range(0, count, 1, 4)
                .select(
                    lit(null).cast("string").alias(NearDuplicateTexts.TEXT_KEY),
                    concat(lit("copy-"), col("id")).alias(NearDuplicateTexts.INTERACTION_ID),
                    lit("s-0").alias(NearDuplicateTexts.SUBJECT_KEY),
                    concat(lit(before + after + " number "), col("id"))
                        .alias(NearDuplicateTexts.FOLDED_INPUT),
                    lit(after).alias(NearDuplicateTexts.FOLDED_OUTPUT)))
        .write()
        .parquet(path.toString());
    return spark.read().parquet(path.toString());
  }

  private static Dataset<Row> ranks(Dataset<Row> documents) {
    return documents.select(
        col(NearDuplicateTexts.TEXT_KEY),
        org.apache
            .spark
            .sql
            .functions
            .pmod(
                org.apache.spark.sql.functions.xxhash64(col(NearDuplicateTexts.TEXT_KEY), lit(5)),
                lit(5))
            .alias(NearDuplicates.RANK));
  }

  // ---- day

  private void day() {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    Map<String, String> results = new LinkedHashMap<>();
    List<Lake> indexed = new ArrayList<>();
    Dataset<Row> nobody = stored("nobody", 0, 10).select(NearDuplicateTexts.TEXT_KEY).limit(0);
    List<Dataset<Row>> days = new ArrayList<>();
    int largest = histories.stream().mapToInt(history -> history).max().orElseThrow();
    for (int day = 0; day <= rounds; day++) {
      days.add(stored("day-" + day, largest + day * changes, largest + (day + 1) * changes));
    }
    for (int history : histories) {
      Lake lake = lake();
      indexed.add(lake);
      System.err.printf(Locale.ROOT, "a history of %,d%n", history);
      index(lake, settings(0.8), 1).updateTo(stored("history-" + history, 0, history));
    }
    for (int day = 0; day <= rounds; day++) {
      for (int each = 0; each < histories.size(); each++) {
        NearDuplicateIndex index = index(indexed.get(each), settings(0.8), day + 2L);
        Dataset<Row> news = days.get(day);
        String name = label("a day on", histories.get(each));
        measure(seconds, day, name, () -> results.put(name, index.update(news, nobody).toString()));
      }
    }
    Lake longest = indexed.get(indexed.size() - 1);
    Dataset<Row> all = spark.read().parquet(folder.resolve("history-" + largest).toString());
    for (Dataset<Row> day : days) {
      all = all.unionByName(day);
    }
    Dataset<Row> together = all.dropDuplicates(NearDuplicateTexts.TEXT_KEY);
    Lake fresh = lake();
    double anew = Workbench.seconds(() -> index(fresh, settings(0.8), 1).updateTo(together));
    TextTable table = new TextTable("what", "min s", "median s", "max s", "result");
    seconds.forEach((name, times) -> add(table, name, times, results.get(name)));
    add(table, "all anew", List.of(anew), "");
    System.out.print(table.render());
    List<List<Double>> times = List.copyOf(seconds.values());
    double longDay = Workbench.median(times.get(times.size() - 1));
    System.out.printf(
        Locale.ROOT,
        "%nlong history / short: %.2f (aim at most 1.5)%nall anew / a day on it: %.1f (aim at least 50)%nclusters that differ: %d of %d%n%n",
        longDay / Workbench.median(times.get(0)),
        anew / longDay,
        differing(clusters(longest), clusters(fresh)),
        clusters(fresh).count());
  }

  private static Dataset<Row> clusters(Lake lake) {
    return NearDuplicates.clusters(lake.read(NearDuplicatePairs.TABLE));
  }

  private static long differing(Dataset<Row> a, Dataset<Row> b) {
    return a.except(b).count() + b.except(a).count();
  }

  // ---- common to the parts

  private static void measure(
      Map<String, List<Double>> seconds, int round, String name, Runnable work) {
    double time = Workbench.seconds(work);
    System.err.printf(Locale.ROOT, "%s: %.2f s%n", name, time);
    if (round > 0) {
      seconds.computeIfAbsent(name, n -> new ArrayList<>()).add(time);
    }
  }

  private static void add(TextTable table, String name, List<Double> times, String result) {
    table.add(
        name,
        decimal(times.stream().mapToDouble(time -> time).min().orElseThrow(), 2),
        decimal(Workbench.median(times), 2),
        decimal(times.stream().mapToDouble(time -> time).max().orElseThrow(), 2),
        result);
  }

  /**
   * Documents of these numbers, of which a tenth are edits, in files; texts that recur are left
   * out.
   */
  private Dataset<Row> stored(String name, long from, long to) {
    Path path = folder.resolve(name);
    if (!Files.exists(path)) {
      RealTexts.documents(spark, sentences, from, to, EDITED, 8)
          .dropDuplicates(NearDuplicateTexts.TEXT_KEY)
          .write()
          .parquet(path.toString());
    }
    return spark.read().parquet(path.toString());
  }

  private Lake lake() {
    Path root = folder.resolve("lake-" + lakes++);
    return new Lake(spark, core(root).lake());
  }

  private static NearDuplicateIndex index(Lake lake, NearDuplicateSettings settings, long runId) {
    return new NearDuplicateIndex(lake, settings, runId);
  }

  private static NearDuplicateSettings settings(double threshold) {
    return Settings.load(
            Optional.empty(), List.of("quality.near-duplicates.threshold=" + threshold))
        .reader()
        .bind(NearDuplicateSettings::from);
  }

  private static CoreSettings core(Path folder) {
    return Settings.load(Optional.empty(), List.of("state.directory=" + folder))
        .reader()
        .bind(CoreSettings::from);
  }

  private static String label(String what, int rows) {
    return String.format(Locale.ROOT, "%s, %,d", what, rows);
  }

  private static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
