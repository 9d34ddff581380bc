package ai.kalimtak.bench.duplicates;

import ai.kalimtak.bench.workbench.Figures;
import ai.kalimtak.quality.duplicates.NearDuplicateIndex;
import ai.kalimtak.submit.terminal.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Measures recall against brute force. */
final class NearDuplicateQuality {
  private final DocumentBed bed;
  private final RealTexts real;
  private final int texts;

  /**
   * @param texts number of texts per data set, and of edits per band
   */
  NearDuplicateQuality(DocumentBed bed, RealTexts real, int texts) {
    this.bed = bed;
    this.real = real;
    this.texts = texts;
  }

  void print() throws IOException {
    System.out.println("Recall and precision compared with brute force, threshold 0.8 and lower\n");
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
    List<String> planted = PlantedEdits.of(turns, bed.sentences().value(), 0.9, 0.8, 0.7, 0.6);
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
    NearDuplicateIndex index = DocumentBed.index(bed.lake(), threshold, 1);
    index.updateTo(bed.spark().createDataFrame(rows, RealTexts.DOCUMENT).repartition(4).persist());
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
        Figures.decimal(1, threshold),
        truth.size(),
        found.size(),
        Figures.decimal(4, (double) right / truth.size()),
        Figures.decimal(4, found.isEmpty() ? 1 : (double) right / found.size()),
        near.size(),
        Figures.decimal(4, (double) rightNear / near.size()));
  }
}
