package ai.kalimtak.bench.duplicates;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.initcap;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.decisions.ExactDuplicates;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares exact duplicates with Spark's own {@code dropDuplicates}. */
@Command(
    name = "exact-duplicates",
    mixinStandardHelpOptions = true,
    description =
        "Exact duplicates (folded texts, combined ratings), compared with Spark's dropDuplicates on the raw texts of the same rows.")
public final class ExactDuplicatesBench implements Callable<Integer> {
  private static final int VOCABULARY = 20_000;

  @Option(names = "--rows", defaultValue = "1000000", description = "Number of rows.")
  private int rows;

  @Option(names = "--copies", defaultValue = "10", description = "Percentage of copies.")
  private int copies;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Counted rounds, after one warm-up.")
  private int rounds;

  @Override
  public Integer call() {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    try (Workbench bench = new Workbench(List.of())) {
      SparkSession spark = bench.session().spark();
      String path = bench.folder().resolve("rows").toString();
      System.err.printf(Locale.ROOT, "generating %,d rows%n", rows);
      generate(spark).write().parquet(path);
      for (int round = -1; round < rounds; round++) {
        int number = round;
        time(
            seconds,
            "dropDuplicates of the raw texts",
            number,
            spark
                .read()
                .parquet(path)
                .dropDuplicates(new String[] {Candidates.INPUT_TEXT, Candidates.MODEL_OUTPUT}));
        time(
            seconds,
            "folded, ratings combined, every row decided",
            number,
            ExactDuplicates.of(spark.read().parquet(path), 4));
      }
      long distinct =
          ExactDuplicates.of(spark.read().parquet(path), 4).where("copy_of is null").count();
      System.out.printf(
          Locale.ROOT,
          "%,d rows; distinct texts raw %,d, folded %,d%n%n",
          rows,
          spark
              .read()
              .parquet(path)
              .select(Candidates.INPUT_TEXT, Candidates.MODEL_OUTPUT)
              .distinct()
              .count(),
          distinct);
    }
    TextTable table = new TextTable("", "min s", "median s", "max s");
    seconds.forEach(
        (name, times) ->
            table.add(
                name,
                decimal(times.stream().mapToDouble(time -> time).min().orElseThrow()),
                decimal(Workbench.median(times)),
                decimal(times.stream().mapToDouble(time -> time).max().orElseThrow())));
    System.out.print(table.render());
    List<List<Double>> both = List.copyOf(seconds.values());
    System.out.printf(
        Locale.ROOT,
        "%nratio of the medians: %.2f (aim at most 1.50)%n",
        Workbench.median(both.get(1)) / Workbench.median(both.get(0)));
    return 0;
  }

  private static void time(
      Map<String, List<Double>> seconds, String name, int round, Dataset<Row> work) {
    double time = Workbench.seconds(() -> work.write().format("noop").mode("overwrite").save());
    System.err.printf(Locale.ROOT, "round %d, %s: %.2f s%n", round, name, time);
    if (round >= 0) {
      seconds.computeIfAbsent(name, n -> new ArrayList<>()).add(time);
    }
  }

  /**
   * Creates rows of about 600 characters; a copy differs from its original in case and punctuation.
   */
  private Dataset<Row> generate(SparkSession spark) {
    Column original =
        when(pmod(hash(col("id")), lit(100)).lt(copies), pmod(hash(col("id"), lit(1)), lit(rows)))
            .otherwise(col("id").cast("int"));
    Column isCopy = col("original").notEqual(col("id"));
    return spark
        .range(0, rows, 1, 8)
        .withColumn("original", original)
        .withColumn("input", words(col("original"), 15, 2))
        .withColumn("output", words(col("original"), 70, 3))
        .select(
            sha2(col("id").cast("string").cast("binary"), 256).alias(Candidates.INTERACTION_ID),
            timestamp_seconds(col("id")).alias(Candidates.CREATED_AT),
            when(isCopy, concat(initcap(col("input")), lit("?")))
                .otherwise(col("input"))
                .alias(Candidates.INPUT_TEXT),
            col("output").alias(Candidates.MODEL_OUTPUT),
            when(pmod(hash(col("id"), lit(4)), lit(3)).equalTo(0), lit(null))
                .otherwise(pmod(hash(col("id"), lit(5)), lit(5)).plus(1))
                .alias(Candidates.FEEDBACK_SCORE),
            lit(null).cast("string").alias(Candidates.GIVEN_DOMAIN),
            array().cast("array<string>").alias(Candidates.FLAGS));
  }

  private static Column words(Column seed, int count, int salt) {
    return array_join(
        transform(
            sequence(lit(1), lit(count)),
            place ->
                concat(
                    lit("w"), conv(pmod(hash(seed, place, lit(salt)), lit(VOCABULARY)), 10, 36))),
        " ");
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
