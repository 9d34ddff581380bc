package ai.kalimtak.evaluation.judging;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.learning.LabelRule;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The confusion matrix of a version.
 *
 * @param labels the classes of the model and any other label of the rows, sorted
 * @param counts rows by true label, columns by prediction, both in the order of {@code labels}
 * @param perClass metrics by label
 */
public record Confusion(
    List<String> labels,
    @JsonProperty("confusion") List<List<Long>> counts,
    Map<String, ClassMetrics> perClass) {
  static final Confusion EMPTY = new Confusion(List.of(), List.of(), Map.of());

  /**
   * The metrics of one class.
   *
   * @param precision 0 if the class was never predicted
   * @param recall 0 if no row has the class
   * @param support rows that have the class
   */
  public record ClassMetrics(double precision, double recall, double f1, long support) {}

  /** Counts rows by label and prediction; one group for each pair of classes. */
  static Confusion of(Dataset<Row> scored, List<String> classes) {
    String predicted = Scoring.prediction(Scoring.CANDIDATE);
    Map<String, Map<String, Long>> cells = new HashMap<>();
    for (Row cell :
        scored
            .groupBy(LabelRule.LABEL_NAME, predicted)
            .agg(count(lit(1)).alias("rows"))
            .collectAsList()) {
      cells
          .computeIfAbsent(cell.getAs(LabelRule.LABEL_NAME), name -> new HashMap<>())
          .put(cell.getAs(predicted), cell.<Long>getAs("rows"));
    }
    return of(cells, classes);
  }

  /**
   * Computes the matrix and the metrics of each class.
   *
   * @param cells number of rows by true label and prediction
   * @param classes the classes that the model knows
   */
  static Confusion of(Map<String, Map<String, Long>> cells, List<String> classes) {
    TreeSet<String> names = new TreeSet<>(classes);
    names.addAll(cells.keySet());
    List<String> labels = List.copyOf(names);
    List<List<Long>> counts =
        labels.stream()
            .map(
                truth ->
                    labels.stream()
                        .map(
                            prediction ->
                                cells.getOrDefault(truth, Map.of()).getOrDefault(prediction, 0L))
                        .toList())
            .toList();
    Map<String, ClassMetrics> perClass = new LinkedHashMap<>();
    for (int label = 0; label < labels.size(); label++) {
      perClass.put(labels.get(label), metrics(counts, label));
    }
    return new Confusion(labels, counts, perClass);
  }

  private static ClassMetrics metrics(List<List<Long>> counts, int label) {
    long right = counts.get(label).get(label);
    long predicted = counts.stream().mapToLong(row -> row.get(label)).sum();
    long support = counts.get(label).stream().mapToLong(Long::longValue).sum();
    double precision = predicted == 0 ? 0 : (double) right / predicted;
    double recall = support == 0 ? 0 : (double) right / support;
    double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    return new ClassMetrics(
        Scoring.rounded(precision), Scoring.rounded(recall), Scoring.rounded(f1), support);
  }

  /** Rows that have the label. */
  long support(String label) {
    return perClass.containsKey(label) ? perClass.get(label).support() : 0;
  }

  double accuracy() {
    long right = 0;
    for (int label = 0; label < counts.size(); label++) {
      right += counts.get(label).get(label);
    }
    long all = perClass.values().stream().mapToLong(ClassMetrics::support).sum();
    return (double) right / all;
  }

  /** Mean F1 of the classes that occur in the rows. */
  double macroF1() {
    return perClass.values().stream()
        .filter(metrics -> metrics.support() > 0)
        .mapToDouble(ClassMetrics::f1)
        .average()
        .orElse(0);
  }
}
