package ai.kalimtak.etl.redaction.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class WordFileTest {
  @Test
  void readsEntriesBySectionWithoutComments() throws IOException {
    WordFile file = file("# titles", "", "[title]", "frau", " dr ", "[unit]", "# flats", "flat");
    assertThat(file.words("title")).containsExactly("frau", "dr");
    assertThat(file.words("unit")).containsExactly("flat");
  }

  @Test
  void reportsAMalformedWordWithItsFileAndLine() throws IOException {
    for (String word : new String[] {"Frau", "straße", "señor", "two words", "d'artagnan", "x2"}) {
      WordFile file = file("# names", word);
      assertThatThrownBy(file::words)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "names.txt, line 2: \"" + word + "\" must be one word in lower case without accents");
    }
  }

  @Test
  void rejectsAnEndingOfOneLetter() throws IOException {
    WordFile file = file("[certain]", "ov", "a");
    assertThatThrownBy(() -> file.endings("certain"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "names.txt, line 3: \"a\" must be two or more letters in lower case without accents");
  }

  @Test
  void rejectsAWordThatItsSectionAlreadyHas() throws IOException {
    assertThat(file("[a]", "frau", "[b]", "frau").words("b")).containsExactly("frau");
    assertThatThrownBy(() -> file("[a]", "frau", "frau"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("names.txt, line 3: \"frau\" must be in its section only once");
  }

  @Test
  void rejectsAMalformedOrRepeatedSection() {
    assertThatThrownBy(() -> file("[title", "frau"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("names.txt, line 1: \"[title\" must be a new section: [name]");
    assertThatThrownBy(() -> file("[title]", "frau", "[title]"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("names.txt, line 3: \"[title]\" must be a new section: [name]");
  }

  @Test
  void reportsAMissingSectionAndAMissingFile() throws IOException {
    WordFile file = file("[titel]", "frau");
    assertThatThrownBy(() -> file.words("title"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("names.txt has no entry in a section [title]");
    assertThatThrownBy(() -> WordFile.read(WordFile.class, "none.txt"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The resource none.txt is missing in ai.kalimtak.etl.redaction.scan");
  }

  @Test
  void findsTheShortestEndingThatLeavesTwoLetters() throws IOException {
    Endings endings = file("[street]", "steenweg", "weg").endings("street");
    assertThat(endings.shortest(new Text("Waterloosesteenweg"), 0, 18)).isEqualTo(3);
    assertThat(endings.shortest(new Text("Aweg"), 0, 4)).isZero();
    assertThat(endings.fit(new Text("DORFWEG"), 0, 7)).isTrue();
  }

  private static WordFile file(String... lines) throws IOException {
    return WordFile.read("names.txt", new StringReader(String.join("\n", lines)));
  }
}
