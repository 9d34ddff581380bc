package ai.kalimtak.training.fitting;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The labeled rows of one model, counted before anything is fitted.
 *
 * @param rowsBySplit labeled rows of the classes that are learned, by split
 * @param trainRowsByLabel rows of the train split by label, including labels that are too rare
 * @param classes the classes that are learned, in the order of their numbers
 * @param fingerprint a hash of the rows that does not depend on their order
 */
public record LabeledData(
    Map<String, Long> rowsBySplit,
    Map<String, Long> trainRowsByLabel,
    List<String> classes,
    String fingerprint) {

  private static final String NAME = LabelRule.LABEL_NAME;

  /** Counts the rows in one pass, with one group for each split and label. */
  public static LabeledData survey(ModelRecipe recipe, Dataset<Row> gold) {
    Column[] hashed =
        Stream.concat(
                Stream.of(TrainingData.INTERACTION_ID, TrainingData.SPLIT, NAME),
                recipe.inputs().stream())
            .map(org.apache.spark.sql.functions::col)
            .toArray(Column[]::new);
    List<Row> groups =
        recipe
            .label()
            .apply(gold)
            .groupBy(TrainingData.SPLIT, NAME)
            .agg(
                count(lit(1)).alias("rows"),
                // A sum does not depend on the order of the rows; as a decimal it cannot overflow.
                sum(xxhash64(hashed).cast("decimal(38,0)")).alias("content"))
            .orderBy(TrainingData.SPLIT, NAME)
            .collectAsList();
    Map<String, Long> train = new TreeMap<>();
    StringBuilder content = new StringBuilder();
    for (Row group : groups) {
      content.append(group.mkString("|")).append('\n');
      if (split(group).equals(TrainingData.TRAIN)) {
        train.put(label(group), rows(group));
      }
    }
    List<String> classes = recipe.classes(train);
    Map<String, Long> bySplit = new HashMap<>();
    groups.stream()
        .filter(group -> classes.contains(label(group)))
        .forEach(group -> bySplit.merge(split(group), rows(group), Long::sum));
    return new LabeledData(bySplit, train, classes, Sha256.of(content.toString()));
  }

  private static String split(Row group) {
    return group.getAs(TrainingData.SPLIT);
  }

  private static String label(Row group) {
    return group.getAs(NAME);
  }

  private static long rows(Row group) {
    return group.<Long>getAs("rows");
  }

  /** Number of rows of a split. */
  public long rows(String split) {
    return rowsBySplit.getOrDefault(split, 0L);
  }

  /** Number of rows of the train split with the label; 0 for a class without any. */
  public long trainRows(String label) {
    return trainRowsByLabel.getOrDefault(label, 0L);
  }

  /** Rows of the train split by class, in the order of the classes. */
  public Map<String, Long> trainRowsByClass() {
    Map<String, Long> rows = new LinkedHashMap<>();
    classes.forEach(name -> rows.put(name, trainRows(name)));
    return rows;
  }

  /** The labels that have too few rows to be learned. */
  public List<String> tooRare() {
    return trainRowsByLabel.keySet().stream().filter(name -> !classes.contains(name)).toList();
  }

  /** Returns the rows of a split with interaction_id, {@link ModelColumns#LABEL} and the inputs. */
  Dataset<Row> rows(ModelRecipe recipe, Dataset<Row> gold, String split) {
    Column names =
        array(classes.stream().map(org.apache.spark.sql.functions::lit).toArray(Column[]::new));
    Column[] kept =
        Stream.concat(
                Stream.of(
                    col(TrainingData.INTERACTION_ID),
                    array_position(names, col(NAME))
                        .minus(1)
                        .cast("double")
                        .alias(ModelColumns.LABEL)),
                recipe.inputs().stream().map(org.apache.spark.sql.functions::col))
            .toArray(Column[]::new);
    return recipe
        .label()
        .apply(gold)
        .where(col(TrainingData.SPLIT).equalTo(split))
        .where(col(NAME).isin(classes.toArray()))
        .select(kept);
  }
}
