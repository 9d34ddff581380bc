package ai.kalimtak.bench.heuristics;

import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.quality.heuristics.HeuristicsSettings;
import ai.kalimtak.quality.heuristics.TextRules;
import java.util.List;
import java.util.Optional;

/** Who judges the form of a row: the suite's rules, and those for web corpora as a yardstick. */
final class FormJudges {
  private final TextRules rules =
      new TextRules(
          Settings.load(Optional.empty(), List.of()).reader().bind(HeuristicsSettings::from));

  /** Of the yardstick, by the two ways to ask it: of each text, or of both as one document. */
  record Strictness(double ofEach, double ofBoth) {
    double of(boolean both) {
      return both ? ofBoth : ofEach;
    }
  }

  /** The rule that drops the row, or nothing. */
  String ours(TextPair pair) {
    return rules
        .ofPrompt(pair.prompt())
        .or(() -> pair.answer() == null ? Optional.empty() : rules.ofAnswer(pair.answer()))
        .map(judgement -> judgement.rule())
        .orElse("");
  }

  static Strictness strictness(TextPair pair) {
    double prompt = WebCorpusRules.strictness(pair.prompt());
    if (pair.answer() == null) {
      return new Strictness(prompt, prompt);
    }
    return new Strictness(
        Math.min(prompt, WebCorpusRules.strictness(pair.answer())),
        WebCorpusRules.strictness(pair.prompt() + "\n" + pair.answer()));
  }
}
