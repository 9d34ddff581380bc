package ai.kalimtak.common.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.failure.JobException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListResourceTest {
  private static final ListResource WORDS = ListResource.of(ListResourceTest.class, "list.tsv");

  @Test
  void skipsCommentsAndEmptyLines() {
    assertThat(WORDS.entries()).containsExactly("one\t1", "two words\t2", "three\tIII");
    assertThat(WORDS.exists()).isTrue();
    assertThat(ListResource.of(ListResourceTest.class, "absent.txt").exists()).isFalse();
  }

  @Test
  void reportsFileAndLineOfARowThatCannotBeParsed() {
    assertThatThrownBy(() -> WORDS.rows(2, cells -> Integer.valueOf(cells.get(1))))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Line 6 of list.tsv: For input string: \"III\"."
                + " Correct the line; the header of the file explains its format.");
    assertThatThrownBy(() -> WORDS.rows(3, cells -> cells))
        .hasMessageContaining(
            "Line 2 of list.tsv: expected 3 columns, separated by single tabs, but found 2");
    assertThatThrownBy(
            () ->
                WORDS.rows(
                    2,
                    cells -> {
                      ListResource.requireOneOf(List.of("1", "2"), "number", cells.get(1));
                      return cells;
                    }))
        .hasMessageContaining("Line 6 of list.tsv: unknown number \"III\"; expected one of 1, 2");
  }

  @Test
  void refusesAnEntryThatIsListedTwice() {
    assertThatThrownBy(() -> ListResource.of(ListResourceTest.class, "twice.txt").entries())
        .hasMessageContaining("Line 3 of twice.txt: \"a\" is listed twice");
  }
}
