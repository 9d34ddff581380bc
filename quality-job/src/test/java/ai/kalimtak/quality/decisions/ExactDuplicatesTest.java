package ai.kalimtak.quality.decisions;

import static ai.kalimtak.common.TableRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.TableRows;
import ai.kalimtak.common.TableRows.Values;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.moderation.Moderation;
import ai.kalimtak.quality.signals.DuplicateKey;
import ai.kalimtak.quality.signals.RowFlags;
import ai.kalimtak.quality.signals.TextKey;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ExactDuplicatesTest {
  @Test
  void keepsTheBestRatedRowOfATextWithTheRatingsOfAll() {
    assertThat(
            resolved(
                rated("a", "boil an egg", 5),
                rated("b", "Boil an egg!", 1),
                rated("c", "fry an egg", 5)))
        .containsExactly("a|null|2|3.0|1", "b|a|null|null|1", "c|null|1|5.0|1");
  }

  @Test
  void breaksTiesByGivenDomainThenByTimeThenById() {
    assertThat(
            resolved(
                rated("a", "boil an egg", 4),
                rated("b", "boil an egg", 4).with(Candidates.GIVEN_DOMAIN, "cooking"),
                rated("c", "fry an egg", 4),
                rated("d", "fry an egg", 4).with(Candidates.CREATED_AT, at("2026-01-04")),
                rated("f", "peel an egg", 4),
                rated("e", "peel an egg", 4)))
        .containsExactly(
            "a|b|null|null|2",
            "b|null|2|4.0|2",
            "c|d|null|null|2",
            "d|null|2|4.0|2",
            "e|null|2|4.0|2",
            "f|e|null|null|2");
  }

  @Test
  void keepsARatedRowRatherThanAnUnratedOne() {
    assertThat(resolved(rated("a", "boil an egg", null), rated("b", "boil an egg", 2)))
        .containsExactly("a|b|null|null|0", "b|null|1|2.0|0");
    assertThat(resolved(rated("a", "boil an egg", null))).containsExactly("a|null|0|null|0");
  }

  @Test
  void keepsDifferentAnswersUnlessOnlyInputsAreCompared() {
    Values first = rated("a", "hello", 5);
    Values second = rated("b", "hello", 4).with(Candidates.MODEL_OUTPUT, "good day");
    assertThat(resolved(first, second)).containsExactly("a|null|1|5.0|1", "b|null|1|4.0|1");
    assertThat(
            lines(
                TableRows.of(Candidates.TABLE, first, second)
                    .transform(rows -> TextKey.add(rows, DuplicateKey.INPUT))
                    .transform(RowFlags::addUnflagged)
                    .transform(rows -> ExactDuplicates.resolve(rows, 4))))
        .containsExactly("a|null|2|4.5|2", "b|a|null|null|2");
  }

  @Test
  void aFlaggedRowIsNeverTheOriginalAndRowsRejectedByAModeratorMatchOnlyEachOther() {
    assertThat(
            resolved(
                flagged(rated("a", "boil an egg", 5), "low-quality:too-short"),
                rated("b", "boil an egg", 4),
                flagged(rated("c", "boil an egg", 5), Moderation.BY_HUMAN),
                flagged(rated("d", "boil an egg", 5), Moderation.BY_HUMAN),
                flagged(rated("e", "boil an egg", 5), "low-quality:too-short")))
        .containsExactly(
            "a|null|1|5.0|1",
            "b|null|1|4.0|1",
            "c|null|2|5.0|2",
            "d|c|null|null|2",
            "e|null|1|5.0|1");
  }

  @Test
  void ifDisabledEveryRowKeepsItsOwnRating() {
    Dataset<Row> rows =
        TableRows.of(
            Candidates.TABLE, rated("a", "boil an egg", 5), rated("b", "boil an egg", null));
    assertThat(lines(ExactDuplicates.ignore(rows, 4)))
        .containsExactly("a|null|1|5.0|1", "b|null|0|null|0");
  }

  private static List<String> resolved(Values... rows) {
    return lines(
        TableRows.of(Candidates.TABLE, rows).transform(each -> ExactDuplicates.of(each, 4)));
  }

  private static List<String> lines(Dataset<Row> rows) {
    return TableRows.lines(
        rows,
        Candidates.INTERACTION_ID,
        ExactDuplicates.COPY_OF,
        Candidates.RATING_COUNT,
        Candidates.RATING_MEAN,
        ExactDuplicates.GOOD_RATINGS);
  }

  private static Values rated(String id, String input, Integer score) {
    return row(
        Candidates.INTERACTION_ID,
        id,
        Candidates.CREATED_AT,
        at("2026-01-05"),
        Candidates.INPUT_TEXT,
        input,
        Candidates.MODEL_OUTPUT,
        "ten minutes",
        Candidates.FEEDBACK_SCORE,
        score,
        Candidates.FLAGS,
        List.of());
  }

  private static Values flagged(Values row, String flag) {
    return row.with(Candidates.FLAGS, List.of(flag));
  }

  private static Timestamp at(String day) {
    return Timestamp.valueOf(day + " 00:00:00");
  }
}
