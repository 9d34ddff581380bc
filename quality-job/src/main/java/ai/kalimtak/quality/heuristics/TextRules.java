package ai.kalimtak.quality.heuristics;

import ai.kalimtak.quality.heuristics.LanguageProfiles.Likeness;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for one text, without Spark. They are those of web corpora in kind (Rae et al. 2021,
 * "Gopher", table A1; Raffel et al. 2020, "C4"), fitted to prompts and answers: nothing asks for
 * many words, sentences or full stops, and a share counts only where there is enough to take it of.
 */
public final class TextRules implements Serializable {
  private static final long serialVersionUID = 1L;

  /** In the order in which they are asked. */
  public static final List<String> RULES =
      List.of(
          "too-long",
          "encoding",
          "encoded",
          "symbols",
          "too-short",
          "placeholder",
          "repetition",
          "gibberish",
          "language",
          "refusal",
          "truncated");

  /** A share of fewer characters than this says little. */
  private static final int ENOUGH_CHARACTERS = 10;

  private static final int ENOUGH_WORDS = 10;
  private static final int ENOUGH_LINES = 4;
  private static final int ENOUGH_DAMAGE = 3;
  private static final int ENOUGH_ENCODED = 32;
  private static final int ENOUGH_LETTERS = 10;
  private static final int LETTERS_FOR_A_LANGUAGE = 30;
  private static final double CLEARLY_ANOTHER_LANGUAGE = 0.2;
  private static final double MAX_PLACEHOLDER_SHARE = 0.5;

  private static final Pattern WORD = Pattern.compile("\\p{L}+");
  private static final Set<String> PLACEHOLDER =
      wordsOf(
          ("lorem ipsum dolor sit amet consectetur adipiscing adipisicing elit sed do eiusmod tempor"
              + " incididunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud"
              + " exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute"
              + " irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur"
              + " excepteur sint occaecat cupidatat non proident sunt culpa qui officia deserunt"
              + " mollit anim id est laborum"));

  private final HeuristicsSettings settings;

  public TextRules(HeuristicsSettings settings) {
    this.settings = settings;
  }

  /** The first rule that a prompt breaks. */
  public Optional<Judgement> ofPrompt(String text) {
    return Optional.ofNullable(ofEither(text));
  }

  /** The first rule that an answer breaks: those of a prompt, and two of its own. */
  public Optional<Judgement> ofAnswer(String text) {
    Judgement judgement = ofEither(text);
    if (judgement == null && isOn("refusal") && Refusals.declines(text)) {
      judgement = new Judgement("refusal", "refusal", 1, 0);
    }
    if (judgement == null && isOn("truncated")) {
      Ending ending = Ending.of(text);
      judgement = ending == Ending.WHOLE ? null : new Judgement("truncated", ending.figure(), 1, 0);
    }
    return Optional.ofNullable(judgement);
  }

  private static Set<String> wordsOf(String words) {
    return new HashSet<>(List.of(words.split(" ")));
  }

  private boolean isOn(String rule) {
    return settings.rules().contains(rule);
  }

  private Judgement ofEither(String text) {
    if (isOn("too-long") && text.length() > settings.maxCharacters()) {
      return new Judgement("too-long", "characters", text.length(), settings.maxCharacters());
    }
    TextShape shape = TextShape.of(text);
    Judgement judgement = ofShape(shape);
    if (judgement == null && isOn("too-short") && shape.content() < settings.minContent()) {
      return new Judgement("too-short", "content", shape.content(), settings.minContent());
    }
    if (judgement == null && isOn("placeholder")) {
      judgement = ofPlaceholder(text);
    }
    if (judgement == null && isOn("repetition")) {
      judgement = ofRepetition(text, shape);
    }
    if (judgement == null && (isOn("gibberish") || isOn("language"))) {
      judgement = ofLanguage(text, shape);
    }
    return judgement;
  }

  private Judgement ofShape(TextShape shape) {
    if (isOn("encoding") && shape.damaged() >= ENOUGH_DAMAGE) {
      double share = shape.share(shape.damaged());
      if (share > settings.maxDamagedShare()) {
        return new Judgement("encoding", "damaged-share", share, settings.maxDamagedShare());
      }
    }
    if (isOn("encoded") && shape.encoded() >= ENOUGH_ENCODED) {
      double share = shape.share(shape.encoded());
      if (share > settings.maxEncodedShare()) {
        return new Judgement("encoded", "encoded-share", share, settings.maxEncodedShare());
      }
    }
    if (isOn("symbols") && shape.symbols() >= ENOUGH_CHARACTERS) {
      double share = (double) shape.symbols() / (shape.symbols() + shape.content());
      if (share > settings.maxSymbolShare()) {
        return new Judgement("symbols", "symbol-share", share, settings.maxSymbolShare());
      }
    }
    return null;
  }

  private static Judgement ofPlaceholder(String text) {
    String start = text.length() <= 2000 ? text : text.substring(0, 2000);
    String lower = start.toLowerCase(Locale.ROOT);
    if (!lower.contains("ipsum") && !lower.contains("dolor")) {
      return null;
    }
    int words = 0;
    int listed = 0;
    for (Matcher word = WORD.matcher(lower); word.find(); words++) {
      listed += PLACEHOLDER.contains(word.group()) ? 1 : 0;
    }
    double share = (double) listed / words;
    return words >= 4 && share > MAX_PLACEHOLDER_SHARE
        ? new Judgement("placeholder", "placeholder-share", share, MAX_PLACEHOLDER_SHARE)
        : null;
  }

  private Judgement ofRepetition(String text, TextShape shape) {
    if (shape.periodic() >= ENOUGH_CHARACTERS) {
      double share = shape.share(shape.periodic());
      if (share > settings.maxPeriodicShare()) {
        return new Judgement("repetition", "periodic-share", share, settings.maxPeriodicShare());
      }
    }
    Repetition repetition = Repetition.of(text);
    if (repetition.words() >= ENOUGH_WORDS
        && repetition.repeatedWords() > settings.maxRepeatedWordShare()) {
      return new Judgement(
          "repetition",
          "repeated-word-share",
          repetition.repeatedWords(),
          settings.maxRepeatedWordShare());
    }
    if (repetition.lines() >= ENOUGH_LINES
        && repetition.repeatedLines() > settings.maxRepeatedLineShare()) {
      return new Judgement(
          "repetition",
          "repeated-line-share",
          repetition.repeatedLines(),
          settings.maxRepeatedLineShare());
    }
    return null;
  }

  private Judgement ofLanguage(String text, TextShape shape) {
    if (shape.letters() < ENOUGH_LETTERS) {
      return null;
    }
    boolean alphabetic = shape.alphabetic() * 2 >= shape.letters();
    boolean limited = isOn("language") && !settings.languages().isEmpty();
    if (shape.ideographs() * 2 > shape.letters()) {
      return limited ? ofIdeographs(text, shape) : null;
    }
    if (!alphabetic && !limited) {
      return null;
    }
    LanguageProfiles profiles = LanguageProfiles.shared();
    if (!limited && profiles.isLanguage(text, settings.minLetterLikelihood(), ENOUGH_LETTERS)) {
      return null;
    }
    Likeness likeness = profiles.likeness(text, limited ? settings.languages() : Set.of());
    if (isOn("gibberish")
        && alphabetic
        && likeness.judged() >= ENOUGH_LETTERS
        && likeness.likelihood() < settings.minLetterLikelihood()) {
      return new Judgement(
          "gibberish", "letter-likelihood", likeness.likelihood(), settings.minLetterLikelihood());
    }
    double lead = likeness.likelihood() - likeness.allowed();
    return limited && likeness.judged() >= LETTERS_FOR_A_LANGUAGE && lead > CLEARLY_ANOTHER_LANGUAGE
        ? new Judgement("language", "language-lead", lead, CLEARLY_ANOTHER_LANGUAGE)
        : null;
  }

  /** Their script says which language they are. */
  private Judgement ofIdeographs(String text, TextShape shape) {
    long kana = text.chars().filter(letter -> letter >= 0x3040 && letter <= 0x30FF).count();
    long hangul = text.chars().filter(letter -> letter >= 0xAC00 && letter <= 0xD7AF).count();
    String language =
        hangul * 2 > shape.ideographs() ? "ko" : kana * 10 > shape.ideographs() ? "ja" : "zh";
    return settings.languages().contains(language)
        ? null
        : new Judgement("language", "ideograph-share", shape.share(shape.ideographs()), 0);
  }
}
