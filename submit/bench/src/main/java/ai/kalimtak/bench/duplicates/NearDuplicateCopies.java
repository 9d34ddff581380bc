package ai.kalimtak.bench.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.bench.workbench.Timings;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.quality.duplicates.NearDuplicateIndex;
import ai.kalimtak.quality.duplicates.NearDuplicates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Measures the cost of many copies of one text. */
final class NearDuplicateCopies {
  private final DocumentBed bed;
  private final int rounds;
  private final int rows;
  private final int copies;

  NearDuplicateCopies(DocumentBed bed, int rounds, int rows, int copies) {
    this.bed = bed;
    this.rounds = rounds;
    this.rows = rows;
    this.copies = copies;
  }

  void print() {
    Dataset<Row> plain = bed.stored("copies", 0, rows);
    Dataset<Row> withCopies = plain.union(nearCopies("near-copies", copies));
    Dataset<Row> withOthers = plain.union(bed.stored("others", rows, rows + copies));
    Map<String, Dataset<Row>> cases = new LinkedHashMap<>();
    cases.put(Timings.label("texts", rows), plain);
    cases.put(Timings.label("and copies of one text", copies), plain.union(sameCopies(plain)));
    cases.put(Timings.label("and near-copies of one text", copies), withCopies);
    cases.put(Timings.label("and other texts", copies), withOthers);
    Timings timings = new Timings();
    for (int round = 0; round <= rounds; round++) {
      Timings.announce(round);
      for (Map.Entry<String, Dataset<Row>> each : cases.entrySet()) {
        timings.measureAndKeep(round, each.getKey(), () -> withSurvivors(each.getValue()));
      }
    }
    timings.print();
    double[] medians = cases.keySet().stream().mapToDouble(timings::median).toArray();
    System.out.printf(
        Locale.ROOT,
        "%nwith copies / without: %.2f (aim at most 1.2); near-copies: %.2f; as many other texts: %.2f%n%n",
        medians[1] / medians[0],
        medians[2] / medians[0],
        medians[3] / medians[0]);
  }

  /** Groups equal texts first, as the quality job does. */
  private String withSurvivors(Dataset<Row> rows) {
    Dataset<Row> documents = rows.dropDuplicates(NearDuplicateTexts.TEXT_KEY);
    NearDuplicateIndex index = DocumentBed.index(bed.lake(), 0.8, 1);
    NearDuplicateIndex.Update update = index.updateTo(documents);
    return String.format(
        Locale.ROOT,
        "%,d compared, %,d dropped",
        update.compared(),
        index.survivors(ranks(documents)).count());
  }

  /** Returns one of the texts, repeated. */
  private Dataset<Row> sameCopies(Dataset<Row> documents) {
    return documents
        .limit(1)
        .crossJoin(bed.spark().range(copies))
        .withColumn(
            NearDuplicateTexts.INTERACTION_ID, concat(lit("same-"), col("id").cast("string")))
        .drop("id");
  }

  /** Returns one text with a different number each time. */
  private Dataset<Row> nearCopies(String name, int count) {
    List<String> sentences = bed.sentences().value();
    String before = sentences.get(1) + " ticket ";
    String after = String.join(" ", sentences.subList(2, 8));
    return bed.stored(
        name,
        RealTexts.keyed(
            bed.spark()
                .range(0, count, 1, 4)
                .select(
                    lit(null).cast("string").alias(NearDuplicateTexts.TEXT_KEY),
                    concat(lit("copy-"), col("id")).alias(NearDuplicateTexts.INTERACTION_ID),
                    lit("s-0").alias(NearDuplicateTexts.SUBJECT_KEY),
                    concat(lit(before + after + " number "), col("id"))
                        .alias(NearDuplicateTexts.FOLDED_INPUT),
                    lit(after).alias(NearDuplicateTexts.FOLDED_OUTPUT))));
  }

  private static Dataset<Row> ranks(Dataset<Row> documents) {
    return documents.select(
        col(NearDuplicateTexts.TEXT_KEY),
        pmod(xxhash64(col(NearDuplicateTexts.TEXT_KEY), lit(5)), lit(5))
            .alias(NearDuplicates.RANK));
  }
}
