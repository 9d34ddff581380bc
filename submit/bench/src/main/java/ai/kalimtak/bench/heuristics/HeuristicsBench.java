package ai.kalimtak.bench.heuristics;

import ai.kalimtak.bench.workbench.DataFolder;
import ai.kalimtak.bench.workbench.Figures;
import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.quality.heuristics.TextRules;
import ai.kalimtak.submit.terminal.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures what the rules for the form of texts drop: good rows by mistake, and planted junk.
 *
 * <p>Good rows are Topical-Chat's rows rated 4 or 5, PandaLM's answers that most annotators
 * preferred, and the distinct prompts of awesome-chatgpt-prompts. A junk row is a good row whose
 * answer (in the last set: prompt) was replaced by a text of a {@link Junk} kind. A row is dropped
 * if either of its texts is. {@link WebCorpusRules} serve for comparison, as published and loosened
 * until they catch no more of the same junk than ours; they are applied to each text and to prompt
 * and answer as one document, and the variant that drops fewer good rows counts.
 */
@Command(
    name = "heuristics",
    mixinStandardHelpOptions = true,
    description =
        "Good rows dropped and planted junk caught by the rules for form, compared with Gopher's and C4's rules at the same catch.")
public final class HeuristicsBench implements Callable<Integer> {
  @Mixin private DataFolder folder;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      description = "Number of seeds for planting junk (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--planted",
      defaultValue = "40",
      description = "Rows per kind of junk, set and seed (default: ${DEFAULT-VALUE}).")
  private int planted;

  @Option(
      names = "--examples",
      defaultValue = "0",
      description = "Good rows to show per rule and set (default: ${DEFAULT-VALUE}).")
  private int examples;

  @Override
  public Integer call() throws IOException {
    Path data = folder.with(GoodRows.FILES);
    FormJudges judges = new FormJudges();
    List<GoodRows> sets = GoodRows.all(data, judges);
    PlantedJunk junk = new PlantedJunk(planted);
    JunkTables tables = new JunkTables(sets, judges, junk, seeds);
    printFalseDrops(sets);
    tables.printComparison("Kinds of junk on which the limits were chosen", false);
    tables.printComparison("Held-out kinds of junk", true);
    tables.printKinds();
    printSpeed(sets, judges);
    return ExitCode.OK;
  }

  private void printFalseDrops(List<GoodRows> sets) {
    Map<String, int[]> byRule = new LinkedHashMap<>();
    TextRules.RULES.forEach(rule -> byRule.put(rule, new int[sets.size()]));
    byRule.put("any", new int[sets.size()]);
    for (int set = 0; set < sets.size(); set++) {
      for (String rule : sets.get(set).ours()) {
        if (!rule.isEmpty()) {
          byRule.get(rule)[set]++;
          byRule.get("any")[set]++;
        }
      }
    }
    System.out.printf("%nGood rows dropped, by rule%n");
    TextTable table =
        new TextTable(
            Stream.concat(Stream.of("rule"), sets.stream().map(GoodRows::name))
                .toArray(String[]::new));
    byRule.forEach(
        (rule, counts) ->
            table.add(Stream.concat(Stream.of(rule), Arrays.stream(counts).boxed()).toArray()));
    table.add(
        Stream.concat(Stream.of("rows"), sets.stream().map(set -> set.rows().size())).toArray());
    System.out.print(table.render());
    if (examples > 0) {
      sets.forEach(this::printExamples);
    }
  }

  private void printExamples(GoodRows set) {
    Map<String, Integer> shown = new TreeMap<>();
    for (int i = 0; i < set.rows().size(); i++) {
      String rule = set.ours().get(i);
      if (!rule.isEmpty() && shown.merge(rule, 1, Integer::sum) <= examples) {
        TextPair pair = set.rows().get(i);
        System.out.printf(
            "  %s, %s: %s | %s%n", set.name(), rule, tail(pair.prompt()), tail(pair.answer()));
      }
    }
  }

  private static String tail(String text) {
    if (text == null) {
      return "-";
    }
    String line = text.replace('\n', '⏎');
    return line.length() <= 160
        ? line
        : line.substring(0, 80) + " … " + line.substring(line.length() - 80);
  }

  private static void printSpeed(List<GoodRows> sets, FormJudges judges) {
    System.out.printf("%nSpeed of one thread, after a warm-up%n");
    TextTable table = new TextTable("set", "texts", "characters", "texts / s", "MB / s");
    for (GoodRows set : sets) {
      long characters =
          set.rows().stream()
              .mapToLong(
                  pair ->
                      pair.prompt().length() + (pair.answer() == null ? 0 : pair.answer().length()))
              .sum();
      long texts = set.rows().stream().mapToLong(pair -> pair.answer() == null ? 1 : 2).sum();
      List<Double> seconds = new ArrayList<>();
      for (int round = 0; round < 7; round++) {
        double took = Workbench.seconds(() -> set.rows().forEach(judges::ours));
        if (round >= 2) {
          seconds.add(took);
        }
      }
      double median = Workbench.median(seconds);
      table.add(
          set.name(),
          texts,
          characters,
          String.format(Locale.ROOT, "%.0f", texts / median),
          String.format(Locale.ROOT, "%.1f", characters / median / 1e6));
    }
    System.out.print(table.render());
    TextPair longest =
        sets.get(2).rows().stream()
            .max((a, b) -> Integer.compare(a.prompt().length(), b.prompt().length()))
            .orElseThrow();
    double[] millis =
        DoubleStream.generate(() -> 1000 * Workbench.seconds(() -> judges.ours(longest)))
            .limit(5)
            .toArray();
    System.out.printf(
        Locale.ROOT,
        "  the longest prompt, %,d characters: %.1f ms%n",
        longest.prompt().length(),
        Figures.mean(millis));
  }
}
