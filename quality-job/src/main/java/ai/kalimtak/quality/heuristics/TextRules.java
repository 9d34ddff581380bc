package ai.kalimtak.quality.heuristics;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that are on, applied to one text, without Spark. They are of the kind used for web
 * corpora (Rae et al. 2021, "Gopher", table A1; Raffel et al. 2020, "C4"), fitted to prompts and
 * answers: no rule requires many words, sentences or full stops, and a share counts only if there
 * is enough text to take it of.
 */
public final class TextRules implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The names of all rules, in the order in which they are asked. */
  public static final List<String> RULES = TextRule.names();

  private final List<TextRule> forPrompts;
  private final List<TextRule> forAnswers;
  private final TextLimits limits;

  /** The languages that are allowed; empty for all, and if nobody asks. */
  private final Set<String> languages;

  public TextRules(HeuristicsSettings settings) {
    this.forAnswers =
        Arrays.stream(TextRule.values())
            .filter(rule -> settings.rules().contains(rule.code()))
            .toList();
    this.forPrompts = forAnswers.stream().filter(TextRule::isForPrompts).toList();
    this.limits = settings.limits();
    this.languages = forAnswers.contains(TextRule.LANGUAGE) ? limits.languages() : Set.of();
  }

  /** Returns the first rule that a prompt breaks. */
  public Optional<Judgement> ofPrompt(String text) {
    return firstBroken(forPrompts, text);
  }

  /** Returns the first rule that an answer breaks: those for prompts come first. */
  public Optional<Judgement> ofAnswer(String text) {
    return firstBroken(forAnswers, text);
  }

  private Optional<Judgement> firstBroken(List<TextRule> rules, String text) {
    MeasuredText measured = new MeasuredText(text, languages);
    for (TextRule rule : rules) {
      Optional<Judgement> judgement = rule.judge(measured, limits);
      if (judgement.isPresent()) {
        return judgement;
      }
    }
    return Optional.empty();
  }
}
