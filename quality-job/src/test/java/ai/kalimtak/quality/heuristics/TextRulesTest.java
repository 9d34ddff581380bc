package ai.kalimtak.quality.heuristics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRulesTest {
  private final TextRules rules = new TextRules(settings());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "42",
        "👍",
        "lol that is sooooo cool haha",
        "x = [i ** 2 for i in range(10) if i % 2 == 0]",
        "SELECT name, count(*) FROM orders GROUP BY name",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "今天天气怎么样？",
        "Как приготовить борщ?",
        "ما هو الطقس اليوم؟",
        "istanbulu cok seviyom burada olmak cok guzel",
        "Use lorem ipsum as the text of a page with three columns, please",
        "decode aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQ= for me, and tell me which code it is"
      })
  void letsOrdinaryPromptsPass(String prompt) {
    assertThat(rules.ofPrompt(prompt)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "...|too-short",
        "donâ€™t tell the CEOâ€™s cafÃ©|encoding",
        "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4|encoded",
        "!@#$%^&*()_+{}:<>?|symbols",
        "Lorem ipsum dolor sit amet, consectetur elit|placeholder",
        "hahahahahahahahahahaha|repetition",
        "buy it now buy it now buy it now buy it now buy it now buy it now buy it now|repetition",
        "asdkjhqw lkjqweh zxmcnb qwpeoi|gibberish",
        "фывапро йцкуен ячсмить|gibberish"
      })
  void namesTheRuleThatAPromptBreaks(String prompt, String rule) {
    assertThat(rules.ofPrompt(prompt).map(Judgement::rule)).contains(rule);
  }

  @Test
  void reportsTheMeasurementAndItsLimit() {
    assertThat(rules.ofPrompt("?!")).contains(new Judgement("too-short", "content", 0, 1));
    Judgement judgement =
        rules
            .ofPrompt("the same line\nthe same line\nthe same line\nthe same line\nb")
            .orElseThrow();
    assertThat(judgement.figure()).isEqualTo("repeated-line-share");
    assertThat(judgement.value()).isEqualTo(33.0 / 45);
    assertThat(judgement.limit()).isEqualTo(0.6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "As an AI language model, I cannot have opinions.",
        "I'm sorry, but I can’t assist with that request.",
        "Es tut mir leid, aber ich kann Ihnen dabei nicht helfen.",
        "Lo siento, pero no puedo ayudar con eso."
      })
  void dropsRefusalsTypicalOfModels(String answer) {
    assertThat(rules.ofAnswer(answer).map(Judgement::rule)).contains("refusal");
    assertThat(rules.ofPrompt(answer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, I can't believe it either!",
        "As an aisle seat fan, I do not like windows.",
        "An AI cannot feel, but it can write about feelings.",
        "Sorry, I can't remember who won that game."
      })
  void keepsSimilarWordsOfUsers(String answer) {
    assertThat(rules.ofAnswer(answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Here it is:\\n```python\\nprint(1)|open-code-fence",
        "{\"name\": \"Ada\", \"roles\": [\"author\"|open-structure",
        "I would say that it is mostly because of the|hanging-word"
      })
  void recognizesAnAnswerThatWasCutOff(String answer, String sign) {
    assertThat(rules.ofAnswer(answer.replace("\\n", "\n")).map(Judgement::figure)).contains(sign);
  }

  @Test
  void proseThatStopsInTheMiddleIsCutOffButAListIsNot() {
    String prose =
        "Heat the oven first. Mix the flour with the butter until it crumbles. Then add the eggs one"
            + " by one and stir. Pour it into a dish and bake it for half an hour. When it is brown,"
            + " take it out and let it cool on a rack in the kitch";
    assertThat(rules.ofAnswer(prose).map(Judgement::figure)).contains("broken-prose");
    assertThat(rules.ofAnswer(prose + "en.")).isEmpty();
    assertThat(rules.ofAnswer("1. Flour and butter\n2. Six eggs\n3. Sugar\n4. Salt\n".repeat(1)))
        .isEmpty();
    assertThat(rules.ofAnswer("yes and i like him a lot")).isEmpty();
  }

  @Test
  void aRuleThatIsOffDropsNothing() {
    TextRules fewer = new TextRules(settings("quality.heuristics.rules=[symbols]"));
    assertThat(fewer.ofPrompt("asdkjhqw lkjqweh zxmcnb qwpeoi")).isEmpty();
    assertThat(fewer.ofPrompt("!@#$%^&*()_+{}:<>?")).isPresent();
  }

  @Test
  void keepsOnlyTheConfiguredLanguagesAndAllIfNoneAre() {
    String german = "Wie koche ich ein weiches Ei, ohne dass die Schale platzt?";
    String chinese = "今天天气怎么样？我们应该去公园散步还是留在家里看书？";
    String korean = "오늘 날씨가 어때요? 공원에 산책하러 갈까요, 아니면 집에 있을까요?";
    TextRules english = new TextRules(settings("quality.heuristics.languages=[en]"));
    for (String text : List.of(german, chinese, korean)) {
      assertThat(rules.ofPrompt(text)).isEmpty();
      assertThat(english.ofPrompt(text).map(Judgement::rule)).contains("language");
    }
    assertThat(english.ofPrompt("How do I boil an egg without breaking its shell?")).isEmpty();
    TextRules others = new TextRules(settings("quality.heuristics.languages=[de, ko]"));
    assertThat(others.ofPrompt(german)).isEmpty();
    assertThat(others.ofPrompt(korean)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "How much does a ticket to the museum cost on Sundays?|en",
        "Wie lange dauert die Fahrt von Berlin nach München mit dem Zug?|de",
        "Quel est le meilleur moyen d'apprendre à jouer du piano ?|fr",
        "¿Cuál es la mejor manera de aprender a cocinar en casa?|es",
        "Qual é a melhor maneira de aprender a cozinhar em casa?|pt",
        "Qual è il modo migliore per imparare a suonare la chitarra?|it",
        "Wat is de beste manier om Nederlands te leren spreken?|nl",
        "Jaki jest najlepszy sposób na naukę gry na gitarze?|pl",
        "Bugün hava nasıl olacak, şemsiye almam gerekir mi?|tr",
        "Как лучше всего научиться играть на гитаре?|ru",
        "Mikä on paras tapa oppia soittamaan kitaraa?|fi",
        "Ποιος είναι ο καλύτερος τρόπος να μάθω κιθάρα;|el"
      })
  void recognizesTheLanguageOfAShortPrompt(String prompt, String language) {
    assertThat(LanguageProfiles.shared().likeness(prompt, Set.of()).language()).isEqualTo(language);
  }

  /** A pattern with catastrophic backtracking would not finish. */
  @Test
  @Timeout(60)
  void judgesAVeryLongTextInTime() {
    String text = "Act as a guide and describe each step in your own words. ".repeat(3000);
    assertThat(rules.ofPrompt(text).map(Judgement::figure)).contains("repeated-word-share");
  }

  @Test
  void reportsUnknownRulesAndLanguages() {
    assertThatThrownBy(
            () ->
                settings("quality.heuristics.rules=[simbols]", "quality.heuristics.languages=[xx]"))
        .hasMessageContaining("contains the unknown rule \"simbols\"")
        .hasMessageContaining("contains the unknown language \"xx\"");
  }

  static HeuristicsSettings settings(String... assignments) {
    return Settings.load(Optional.empty(), List.of(assignments))
        .reader()
        .bind(HeuristicsSettings::from);
  }
}
