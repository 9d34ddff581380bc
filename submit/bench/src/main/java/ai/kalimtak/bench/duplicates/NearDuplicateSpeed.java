package ai.kalimtak.bench.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.bench.workbench.Timings;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.quality.duplicates.NearDuplicateIndex;
import ai.kalimtak.quality.duplicates.NearDuplicates;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Compares the time with the usual recipe and with MLlib. */
final class NearDuplicateSpeed {
  private final DocumentBed bed;
  private final int rounds;
  private final int rows;
  private final int mllibRows;
  private final Timings timings = new Timings();

  /**
   * @param rows rows for the comparison with the usual recipe; 0 for none
   * @param mllibRows rows for the comparison with MLlib; 0 for none
   */
  NearDuplicateSpeed(DocumentBed bed, int rounds, int rows, int mllibRows) {
    this.bed = bed;
    this.rounds = rounds;
    this.rows = rows;
    this.mllibRows = mllibRows;
  }

  void print() {
    double recipe = compare(Timings.label(UsualRecipe.NAME, rows), rows, UsualRecipe::run);
    double mllib = compare(Timings.label(MinHashJoin.NAME, mllibRows), mllibRows, MinHashJoin::run);
    timings.print();
    System.out.printf(
        Locale.ROOT,
        "%nthe usual recipe / kalimtak: %.1f (aim at least 20)%nMLlib / kalimtak: %.1f (aim at least 5)%n"
            + "recall: share of planted pairs with a similarity of at least 0.8 that are in one pair or cluster%n%n",
        recipe,
        mllib);
  }

  /** Returns the ratio of the medians, theirs to ours; the searches alternate, ours first. */
  private double compare(String theirs, int size, Function<Dataset<Row>, Found> other) {
    if (size == 0) {
      return Double.NaN;
    }
    Dataset<Row> documents = bed.stored("speed-" + size, 0, size);
    Dataset<Row> planted = planted(size).localCheckpoint();
    String ours = Timings.label("kalimtak", size);
    String indexed = Timings.label("kalimtak, index written", size);
    for (int round = 0; round <= rounds; round++) {
      Timings.announce(round);
      measure(round, ours, planted, () -> ours(documents));
      measure(round, indexed, planted, () -> indexed(documents));
      measure(round, theirs, planted, () -> other.apply(documents));
    }
    return timings.median(theirs) / timings.median(ours);
  }

  /** Compares the result with the planted pairs after the measurement. */
  private void measure(int round, String name, Dataset<Row> planted, Supplier<Found> search) {
    Found[] found = new Found[1];
    timings.measure(round, name, () -> found[0] = search.get());
    timings.result(name, found[0].withRecall(planted));
  }

  /** Runs the whole search: signatures, candidates, verified pairs, clusters. */
  private static Found ours(Dataset<Row> documents) {
    return clustered(NearDuplicates.pairs(documents, DocumentBed.settings(0.8)));
  }

  /** Does the same and writes both tables of the index. */
  private Found indexed(Dataset<Row> documents) {
    NearDuplicateIndex index = DocumentBed.index(bed.lake(), 0.8, 1);
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

  /** Returns the pairs of documents from the same sentences whose similarity reaches 0.8. */
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
            RealTexts.documents(bed.spark(), bed.sentences(), 0, size, DocumentBed.EDITED, 8)
                .dropDuplicates(NearDuplicateTexts.TEXT_KEY),
            DocumentBed.EDITED);
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
}
