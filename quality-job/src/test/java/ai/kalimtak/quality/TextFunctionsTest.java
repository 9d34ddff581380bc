package ai.kalimtak.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class TextFunctionsTest {
  @Test
  void foldsWhatDoesNotTellTwoTextsApart() {
    assertThat(fold("  Ｈello,   WORLD! ")).isEqualTo("hello world");
    assertThat(fold("hello\tworld\n")).isEqualTo("hello world");
    assertThat(fold("STRASSE")).isEqualTo(fold("Straße"));
    assertThat(fold("a + b")).isNotEqualTo(fold("a - b"));
    assertThat(fold("?!")).isEqualTo("?!");
  }

  @Test
  void foldsPlainAsciiAsItFoldsAnyText() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 128; c++) {
      all.append('x').append(c).append(c).append('Y');
    }
    assertThat(fold(all.toString())).isEqualTo(FoldedText.fold(all.toString()));
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

  private static String fold(String text) {
    return new FoldedText().apply(UTF8String.fromString(text)).toString();
  }
}
