package ai.kalimtak.quality.signals;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class FoldedTextTest {
  @Test
  void foldsTrivialDifferences() {
    assertThat(fold("  Ｈello,   WORLD! ")).isEqualTo("hello world");
    assertThat(fold("hello\tworld\n")).isEqualTo("hello world");
    assertThat(fold("STRASSE")).isEqualTo(fold("Straße"));
    assertThat(fold("a + b")).isNotEqualTo(fold("a - b"));
    assertThat(fold("?!")).isEqualTo("?!");
  }

  @Test
  void foldsAsciiLikeAnyOtherText() {
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
