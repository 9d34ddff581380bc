package ai.kalimtak.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextFunctionsTest {
  @Test
  void foldsWhatDoesNotTellTwoTextsApart() {
    FoldedText fold = new FoldedText();
    assertThat(fold.call("  Ｈello,   WORLD! ")).isEqualTo("hello world");
    assertThat(fold.call("a + b")).isNotEqualTo(fold.call("a - b"));
    assertThat(fold.call("?!")).isEqualTo("?!");
    assertThat(fold.call(null)).isNull();
  }

  @Test
  void findsListedWordsAtWordBoundariesOnly() {
    Lexicon lexicon = new Lexicon(List.of("en"), 0.5);
    assertThat(lexicon.call("this is bullshit")).isTrue();
    assertThat(lexicon.call("the classic assessment of Scunthorpe")).isFalse();
    assertThat(lexicon.call(null)).isFalse();
    assertThat(new Lexicon(List.of("de"), 0.5).call("this is bullshit")).isFalse();
  }

  @Test
  void knowsWhichLanguagesHaveALexicon() {
    assertThat(Lexicon.knows("en")).isTrue();
    assertThat(Lexicon.knows("xx")).isFalse();
  }
}
