package ai.kalimtak.quality.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LexiconTest {
  private final Lexicon english = lexicon("en");
  private final Lexicon many = lexicon("en", "de", "sv", "es", "fr", "ru", "zh", "ja");

  @Test
  void findsWholeWordsOnly() {
    assertThat(rule("this is bullshit")).isEqualTo("lexicon:en:profanity:bullshit");
    assertThat(rule("Bullshit!")).isEqualTo("lexicon:en:profanity:bullshit");
    assertThat(rule("the classic assessment of Scunthorpe, a cocktail and shiitake")).isNull();
    assertThat(english.find(null)).isNull();
    assertThat(english.find("  ")).isNull();
  }

  @Test
  void seesThroughDisguises() {
    for (String text :
        new String[] {
          "what sh1t",
          "what 5hit",
          "a$$hole",
          "s h i t",
          "s.h.i.t",
          "f*ck",
          "sh*t happens",
          "f**king",
          "ѕhit",
          "ｓｈｉｔ",
          "sh\u200bit",
          "shiiiiit",
          "shitt",
          "shït",
          "s\u0336hit",
          "#fuckthis",
          "сunt"
        }) {
      assertThat(english.find(text)).as(text).isNotNull();
    }
  }

  @Test
  void findsNoWordsInCodesFormulasAndMentions() {
    for (String text :
        new String[] {
          "order A55-B1 and 5417", "p = a*b**c; f*g", "ls *.txt and c*", "choose a b c d",
          "@assistant: it costs $5 or 4$", "mp3, b2b, h2o, 3d", "MD5 455h0le9f8e7",
              "the S.S. Great",
          "very good hooooot chocolate"
        }) {
      assertThat(rule(text)).as(text).isNull();
    }
  }

  @Test
  void harmlessPhrasesHideTheWordsTheyConsistOf() {
    assertThat(lexicon(0.4, "en").find("Dick Van Dyke read Moby Dick")).isNull();
    assertThat(lexicon(0.4, "en").find("Moby Dick, you dick")).isNotNull();
  }

  @Test
  void aHigherThresholdLetsMilderWordsPass() {
    assertThat(lexicon(0.5, "en").find("damn")).isNull();
    assertThat(lexicon(0.05, "en").find("damn")).isNotNull();
  }

  @Test
  void usesEachListForTextsOfItsOwnLanguageOnly() {
    // An insult in English, "end" in Swedish.
    assertThat(many.find("she is a slut")).isNotNull();
    assertThat(many.find("det är slut för idag")).isNull();
    assertThat(many.find("el gato negro duerme en la casa")).isNull();
    assertThat(many.find("take a bite of it")).isNull();
    assertThat(many.find("du bist eine Schlampe").rule()).isEqualTo("lexicon:de:listed:schlampe");
    assertThat(many.find("ты сука").rule()).startsWith("lexicon:ru:");
    assertThat(many.find("你他妈的混蛋").rule()).startsWith("lexicon:zh:");
    assertThat(many.find("Das ist doch fucking egal").rule()).startsWith("lexicon:en:");
  }

  @Test
  void reportsTheListedWordAndNeverTheText() {
    ListedWord word = english.find("Jane Doe of 5 Main Street is full of sh1t");
    assertThat(word.rule()).isEqualTo("lexicon:en:profanity:shit");
    assertThat(word.probability()).isEqualTo(0.8);
  }

  private String rule(String text) {
    ListedWord word = english.find(text);
    return word == null ? null : word.rule();
  }

  private static Lexicon lexicon(String... languages) {
    return lexicon(0.5, languages);
  }

  private static Lexicon lexicon(double threshold, String... languages) {
    return new Lexicon(new LexiconSettings(true, List.of(languages), "en", threshold));
  }
}
