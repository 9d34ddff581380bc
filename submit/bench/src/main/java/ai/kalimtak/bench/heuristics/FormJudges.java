package ai.kalimtak.bench.heuristics;

import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.quality.heuristics.HeuristicsSettings;
import ai.kalimtak.quality.heuristics.TextRules;
import java.util.List;
import java.util.Optional;

/** The judges of a row's form: the suite's rules, and the web corpus rules as a reference. */
final class FormJudges {
  private final TextRules rules =
      new TextRules(
          Settings.load(Optional.empty(), List.of()).reader().bind(HeuristicsSettings::from));

  /** Strictness under the reference rules, applied to each text and to both as one document. */
  record Strictness(double ofEach, double ofBoth) {
    double of(boolean both) {
      return both ? ofBoth : ofEach;
    }
  }

  /** Returns the rule that drops the row, or the empty string. */
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
