package ai.kalimtak.training;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What there is to learn from, counted before anything is learnt.
 *
 * @param rowsBySplit labelled rows of each split, of the classes that are learnt
 * @param trainRowsByLabel rows of the train split by class, with the classes that are too rare
 * @param classes in the order of their numbers
 * @param fingerprint the same for the same rows, in whatever order they lie
 */
record LabelledData(
    Map<String, Long> rowsBySplit,
    Map<String, Long> trainRowsByLabel,
    List<String> classes,
    String fingerprint) {

  private static final String NAME = LabelRule.LABEL_NAME;

  /** Counts in one pass; a group for each split and label. */
  static LabelledData survey(ModelRecipe recipe, Dataset<Row> gold) {
    Column[] learntFrom =
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
                count(lit(1)),
                // A sum does not depend on the order of the rows; decimal, so that it cannot
                // overflow.
                sum(xxhash64(learntFrom).cast("decimal(38,0)")))
            .orderBy(TrainingData.SPLIT, NAME)
            .collectAsList();
    Map<String, Long> train = new TreeMap<>();
    StringBuilder content = new StringBuilder();
    for (Row group : groups) {
      content.append(group.mkString("|")).append('\n');
      if (group.getString(0).equals(TrainingData.TRAIN)) {
        train.put(group.getString(1), group.getLong(2));
      }
    }
    List<String> classes = recipe.classes(train);
    Map<String, Long> bySplit = new HashMap<>();
    groups.stream()
        .filter(group -> classes.contains(group.getString(1)))
        .forEach(group -> bySplit.merge(group.getString(0), group.getLong(2), Long::sum));
    return new LabelledData(bySplit, train, classes, Sha256.of(content.toString()));
  }

  long rows(String split) {
    return rowsBySplit.getOrDefault(split, 0L);
  }

  /** Rows of the train split with the label; 0 for a class that has none. */
  long trainRows(String label) {
    return trainRowsByLabel.getOrDefault(label, 0L);
  }

  /** The rows of one split: interaction_id, {@link ModelRecipe#LABEL} and the inputs. */
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
                        .alias(ModelRecipe.LABEL)),
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
