package ai.kalimtak.quality.heuristics;

import ai.kalimtak.quality.heuristics.LanguageProfiles.Likeness;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A rule for one text: it keeps the text or says why not. They are asked in this order, which puts
 * the cheap ones first.
 *
 * <p>A new rule is a constant here; a limit that users may set is a component of {@link TextLimits}
 * and a key in {@code reference.conf}. Whatever several rules measure belongs to {@link
 * MeasuredText}, so that it is measured once.
 */
enum TextRule {
  TOO_LONG("too-long") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      int characters = text.text().length();
      return dropIf(
          characters > limits.maxCharacters(), "characters", characters, limits.maxCharacters());
    }
  },

  ENCODING("encoding") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      int damaged = text.shape().damaged();
      return dropAbove(
          damaged >= ENOUGH_DAMAGE,
          "damaged-share",
          text.shape().share(damaged),
          limits.maxDamagedShare());
    }
  },

  ENCODED("encoded") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      int encoded = text.shape().encoded();
      return dropAbove(
          encoded >= ENOUGH_ENCODED,
          "encoded-share",
          text.shape().share(encoded),
          limits.maxEncodedShare());
    }
  },

  SYMBOLS("symbols") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      int symbols = text.shape().symbols();
      return dropAbove(
          symbols >= ENOUGH_CHARACTERS,
          "symbol-share",
          (double) symbols / (symbols + text.shape().content()),
          limits.maxSymbolShare());
    }
  },

  TOO_SHORT("too-short") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      int content = text.shape().content();
      return dropIf(content < limits.minContent(), "content", content, limits.minContent());
    }
  },

  PLACEHOLDER("placeholder") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      return dropAbove(
          true, "placeholder-share", Placeholder.share(text.text()), MAX_PLACEHOLDER_SHARE);
    }
  },

  REPETITION("repetition") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      int periodic = text.shape().periodic();
      Optional<Judgement> judgement =
          dropAbove(
              periodic >= ENOUGH_CHARACTERS,
              "periodic-share",
              text.shape().share(periodic),
              limits.maxPeriodicShare());
      if (judgement.isPresent()) {
        return judgement;
      }
      Repetition repetition = Repetition.of(text.text());
      return dropAbove(
              repetition.words() >= ENOUGH_WORDS,
              "repeated-word-share",
              repetition.repeatedWords(),
              limits.maxRepeatedWordShare())
          .or(
              () ->
                  dropAbove(
                      repetition.lines() >= ENOUGH_LINES,
                      "repeated-line-share",
                      repetition.repeatedLines(),
                      limits.maxRepeatedLineShare()));
    }
  },

  GIBBERISH("gibberish") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      TextShape shape = text.shape();
      double min = limits.minLetterLikelihood();
      if (shape.letters() < ENOUGH_LETTERS
          || shape.isIdeographic()
          || !shape.isAlphabetic()
          || text.isLanguage(min, ENOUGH_LETTERS)) {
        return Optional.empty();
      }
      Likeness likeness = text.likeness();
      return dropIf(
          likeness.judged() >= ENOUGH_LETTERS && likeness.likelihood() < min,
          "letter-likelihood",
          likeness.likelihood(),
          min);
    }
  },

  LANGUAGE("language") {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      TextShape shape = text.shape();
      if (limits.languages().isEmpty() || shape.letters() < ENOUGH_LETTERS) {
        return Optional.empty();
      }
      if (shape.isIdeographic()) {
        String language = Ideographs.language(text.text(), shape.ideographs());
        return dropIf(
            !limits.languages().contains(language),
            "ideograph-share",
            shape.share(shape.ideographs()),
            0);
      }
      Likeness likeness = text.likeness();
      return dropAbove(
          likeness.judged() >= LETTERS_FOR_A_LANGUAGE,
          "language-lead",
          likeness.likelihood() - likeness.allowed(),
          CLEARLY_ANOTHER_LANGUAGE);
    }
  },

  REFUSAL("refusal", Scope.ANSWERS) {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      return dropIf(Refusals.declines(text.text()), "refusal", 1, 0);
    }
  },

  TRUNCATED("truncated", Scope.ANSWERS) {
    @Override
    Optional<Judgement> judge(MeasuredText text, TextLimits limits) {
      Ending ending = Ending.of(text.text());
      return dropIf(ending != Ending.WHOLE, ending.figure(), 1, 0);
    }
  };

  /** The texts that a rule is for. */
  enum Scope {
    PROMPTS_AND_ANSWERS,
    ANSWERS
  }

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

  private final String code;
  private final Scope scope;

  TextRule(String code) {
    this(code, Scope.PROMPTS_AND_ANSWERS);
  }

  TextRule(String code, Scope scope) {
    this.code = code;
    this.scope = scope;
  }

  /** Returns the reason to drop the text; empty to keep it. */
  abstract Optional<Judgement> judge(MeasuredText text, TextLimits limits);

  /** The rule's name in settings and in {@code low-quality:<rule>}. */
  String code() {
    return code;
  }

  boolean isForPrompts() {
    return scope == Scope.PROMPTS_AND_ANSWERS;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(TextRule::code).toList();
  }

  Optional<Judgement> dropIf(boolean broken, String figure, double value, double limit) {
    return broken ? Optional.of(new Judgement(code, figure, value, limit)) : Optional.empty();
  }

  /**
   * @param enough whether there is enough of the text to take a share of
   */
  Optional<Judgement> dropAbove(boolean enough, String figure, double value, double max) {
    return dropIf(enough && value > max, figure, value, max);
  }
}
