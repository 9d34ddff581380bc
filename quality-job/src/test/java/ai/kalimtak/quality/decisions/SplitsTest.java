package ai.kalimtak.quality.decisions;

import static ai.kalimtak.common.TableRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.TableRows;
import ai.kalimtak.common.TableRows.Values;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SplitsTest {
  @Test
  void assignsBySubjectOtherwiseBySessionOtherwiseByRow() {
    Dataset<Row> rows =
        TableRows.of(
            Candidates.TABLE,
            of("1", "alice", "monday"),
            of("2", "alice", "friday"),
            of("3", null, "monday"),
            of("4", null, "monday"),
            of("5", null, null));
    List<String> splits = splits(rows, settings());
    assertThat(splits.get(0).substring(1)).isEqualTo(splits.get(1).substring(1));
    assertThat(splits.get(2).substring(1)).isEqualTo(splits.get(3).substring(1));
    assertThat(splits).hasSize(5).allMatch(line -> line.matches("\\d (train|validation|test)"));
  }

  @Test
  void hashesTheKindOfKeyTogetherWithTheKey() {
    // The same name as a subject and as a session: some of forty pairs are in different splits.
    Dataset<Row> names =
        LocalSpark.session()
            .range(40)
            .selectExpr(
                "cast(id as string) as interaction_id",
                "concat('name ', id) as subject_key",
                "cast(null as string) as session_id");
    Dataset<Row> asSessions =
        names.selectExpr("interaction_id", "null as subject_key", "subject_key as session_id");
    assertThat(splits(asSessions, settings())).isNotEqualTo(splits(names, settings()));
  }

  @Test
  void followsTheSharesInTheSettings() {
    Dataset<Row> subjects =
        LocalSpark.session()
            .range(2000)
            .selectExpr(
                "cast(id as string) as interaction_id",
                "concat('subject ', id) as subject_key",
                "cast(null as string) as session_id");
    Map<String, Long> counts =
        splits(subjects, settings("quality.test-share=0.2", "quality.validation-share=0.1"))
            .stream()
            .collect(
                java.util.stream.Collectors.groupingBy(
                    line -> line.split(" ")[1], java.util.stream.Collectors.counting()));
    // Four standard deviations around 400 and 200.
    assertThat(counts.get(TrainingData.TEST)).isBetween(328L, 472L);
    assertThat(counts.get(TrainingData.VALIDATION)).isBetween(146L, 254L);
    assertThat(splits(subjects, settings("quality.split-seed=18")))
        .as("another seed assigns other splits")
        .isNotEqualTo(splits(subjects, settings()));
  }

  @Test
  void aSubjectInTwoSplitsIsRefused() {
    assertThatCode(
            () ->
                Splits.checkSubjects(
                    TableRows.of(
                        TrainingData.TABLE,
                        gold("alice", "a", "train"),
                        gold("alice", "b", "train"),
                        gold("bob", "c", "test"),
                        gold(null, "d", "train"),
                        gold(null, "e", "test"))))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                Splits.checkSubjects(
                    TableRows.of(
                        TrainingData.TABLE,
                        gold("alice", "a", "train"),
                        gold("alice", "b", "validation"))))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("gold/training_data would have rows of one subject in two splits");
  }

  @Test
  void nearDuplicatesInTwoSplitsAreRefused() {
    Dataset<Row> gold =
        TableRows.of(
            TrainingData.TABLE,
            gold("alice", "a", "train"),
            gold("bob", "b", "train"),
            gold("carol", "c", "test"));
    assertThatCode(() -> Splits.checkPairs(gold, pairs(pair("a", "b"), pair("c", "not in gold"))))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Splits.checkPairs(gold, pairs(pair("a", "b"), pair("c", "b"))))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("gold/training_data would have near-duplicates in two splits");
  }

  private static List<String> splits(Dataset<Row> rows, SplitSettings settings) {
    return rows
        .transform(each -> Splits.assign(each, settings))
        .orderBy(Candidates.INTERACTION_ID)
        .selectExpr("concat(interaction_id, ' ', split)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static SplitSettings settings(String... assignments) {
    return Settings.load(Optional.empty(), List.of(assignments)).reader().bind(SplitSettings::from);
  }

  private static Values of(String id, String subject, String session) {
    return row(
        Candidates.INTERACTION_ID, id,
        Candidates.SUBJECT_KEY, subject,
        Candidates.SESSION_ID, session);
  }

  private static Values gold(String subject, String key, String split) {
    return row(
        TrainingData.SUBJECT_KEY, subject, TrainingData.TEXT_KEY, key, TrainingData.SPLIT, split);
  }

  private static Values pair(String key, String other) {
    return row(NearDuplicatePairs.TEXT_KEY, key, NearDuplicatePairs.OTHER_TEXT_KEY, other);
  }

  private static Dataset<Row> pairs(Values... pairs) {
    return TableRows.of(NearDuplicatePairs.TABLE, pairs);
  }
}
