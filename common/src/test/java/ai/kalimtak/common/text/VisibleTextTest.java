package ai.kalimtak.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {
  @Test
  void leavesOrdinaryTextsUnchanged() {
    for (String text :
        new String[] {
          "Hello, book a flight for 1000 $!",
          "Ça va? Übung macht den Meister.",
          "привет, как дела",
          "this is a b test",
          "U.S.A. and e.g. this",
          ""
        }) {
      assertThat(VisibleText.of(text)).isEqualTo(text);
    }
    assertThat(VisibleText.of(null)).isNull();
  }

  @Test
  void undoesTricksThatHideAWordFromAProgramOnly() {
    assertThat(VisibleText.of("ｄａｒｎ")).isEqualTo("darn");
    assertThat(VisibleText.of("da\u200brn")).isEqualTo("darn");
    assertThat(VisibleText.of("d\u0336a\u0336r\u0336n\u0336")).isEqualTo("darn");
    // A Cyrillic letter in a Latin word is replaced; an all-Cyrillic word stays.
    assertThat(VisibleText.of("d\u0430rn")).isEqualTo("darn");
    assertThat(VisibleText.of("нет")).isEqualTo("нет");
    assertThat(VisibleText.of("daaaaarn it")).isEqualTo("daarn it");
    assertThat(VisibleText.of("oh d a r n it")).isEqualTo("oh darn it");
    assertThat(VisibleText.of("oh d.a.r.n.")).isEqualTo("oh darn.");
  }

  @Test
  void findsTheLatinLetterThatALetterLooksLike() {
    assertThat(VisibleText.lookalike('К')).isEqualTo('k');
    assertThat(VisibleText.lookalike('é')).isEqualTo('e');
    assertThat(VisibleText.lookalike('Q')).isEqualTo('q');
    assertThat(VisibleText.lookalike('字')).isEqualTo((char) 0);
  }
}
