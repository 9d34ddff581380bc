package ai.kalimtak.quality;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.quality.signals.FoldedText;
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

  private static String fold(String text) {
    return new FoldedText().apply(UTF8String.fromString(text)).toString();
  }
}
