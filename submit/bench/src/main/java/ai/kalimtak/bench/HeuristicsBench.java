package ai.kalimtak.bench;

import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.quality.heuristics.HeuristicsSettings;
import ai.kalimtak.quality.heuristics.TextRules;
import ai.kalimtak.submit.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * What the rules for the form of texts drop: of good rows by mistake, and of planted junk.
 *
 * <p>Good are Topical-Chat's rows rated 4 or 5, PandaLM's answers that most annotators preferred,
 * and the distinct prompts of awesome-chatgpt-prompts. Junk is a good row whose answer (whose
 * prompt, in the last) gave way to a text of some {@link Junk} kind. A row is dropped when either
 * of its texts is. Beside it {@link WebCorpusRules}, as published, and loosened until they catch no
 * more of the same junk than ours; they are asked both of each text and of prompt and answer as one
 * document, and whichever drops fewer good rows counts.
 */
@Command(
    name = "heuristics",
    mixinStandardHelpOptions = true,
    description =
        "Good rows that the rules for form drop, and planted junk that they catch, beside Gopher's and"
            + " C4's rules at the same catch.")
final class HeuristicsBench implements Callable<Integer> {
  private static final String CHAT = "topical-chat-interactions.jsonl.gz";
  private static final String PREFERENCES = "pandalm-preferences.jsonl.gz";
  private static final String PROMPTS = "awesome-prompts.jsonl.gz";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "../shared/data",
      description = "Where the data sets are; default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      description = "Times that junk is planted anew; default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--planted",
      defaultValue = "40",
      description = "Rows of each kind of junk in each set and time; default: ${DEFAULT-VALUE}.")
  private int planted;

  @Option(
      names = "--examples",
      defaultValue = "0",
      description = "Good rows to show for each rule and set; default: ${DEFAULT-VALUE}.")
  private int examples;

  private final HeuristicsSettings settings =
      Settings.load(Optional.empty(), List.of()).reader().bind(HeuristicsSettings::from);
  private final TextRules rules = new TextRules(settings);

  /** A row's texts; an answer may be absent. */
  private record Pair(String prompt, String answer) {}

  private record Planted(Junk kind, Pair pair) {}

  /** Of the yardstick, by the two ways to ask it. */
  private record Strictness(double ofEach, double ofBoth) {}

  /** A set's rows with what every judge says of them, found once. */
  private record GoodRows(
      String name, List<Pair> rows, List<String> ours, List<Strictness> theirs) {}

  @Override
  public Integer call() throws IOException {
    for (String file : List.of(CHAT, PREFERENCES, PROMPTS)) {
      if (!Files.isRegularFile(data.resolve(file))) {
        System.err.println(
            "heuristics: no " + file + " in " + data + "; name its folder with --data");
        return ExitCode.USAGE;
      }
    }
    List<GoodRows> sets =
        List.of(
            judged("topical-chat, rated 4 or 5", chat()),
            judged("pandalm, preferred", preferences()),
            judged("awesome-prompts, distinct", prompts()));
    printFalseDrops(sets);
    printComparison("Kinds of junk that the limits were chosen on", sets, false);
    printComparison("Kinds of junk that were held out", sets, true);
    printKinds(sets);
    printSpeed(sets);
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
        Pair pair = set.rows().get(i);
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

  private void printComparison(String title, List<GoodRows> sets, boolean heldOut) {
    System.out.printf("%n%s: mean over %d seeds (standard deviation)%n", title, seeds);
    TextTable table =
        new TextTable(
            "set", "judge", "junk caught %", "good dropped %", "good dropped", "times ours");
    double[] ourDrops = new double[seeds];
    double[] theirDrops = new double[seeds];
    for (GoodRows set : sets) {
      double[] caught = new double[seeds];
      double[] dropped = new double[seeds];
      double[] publishedCaught = new double[seeds];
      double[] publishedDropped = new double[seeds];
      double[] looseDropped = new double[seeds];
      double[] droppedOfHalf = new double[seeds];
      double[] publishedOfHalf = new double[seeds];
      double[] looseOfHalf = new double[seeds];
      for (int seed = 0; seed < seeds; seed++) {
        boolean[] half = half(set, seed);
        boolean[] all = new boolean[half.length];
        Arrays.fill(all, true);
        List<Planted> junk = plant(set, seed, heldOut);
        Strictness[] strictness =
            junk.parallelStream().map(one -> strictness(one.pair())).toArray(Strictness[]::new);
        long ours = junk.parallelStream().filter(one -> !ours(one.pair()).isEmpty()).count();
        publishedOfHalf[seed] = share(half, i -> set.theirs().get(i).ofEach() < 1);
        caught[seed] = (double) ours / junk.size();
        dropped[seed] = share(all, i -> !set.ours().get(i).isEmpty());
        droppedOfHalf[seed] = share(half, i -> !set.ours().get(i).isEmpty());
        publishedCaught[seed] = caughtAt(strictness, false, 1);
        publishedDropped[seed] = share(all, i -> set.theirs().get(i).ofEach() < 1);
        looseDropped[seed] =
            Math.min(
                droppedAtCatch(strictness, false, ours, set, all),
                droppedAtCatch(strictness, true, ours, set, all));
        looseOfHalf[seed] =
            Math.min(
                droppedAtCatch(strictness, false, ours, set, half),
                droppedAtCatch(strictness, true, ours, set, half));
        ourDrops[seed] += dropped[seed] * set.rows().size();
        theirDrops[seed] += looseDropped[seed] * set.rows().size();
      }
      int rows = set.rows().size();
      table.add(
          set.name(),
          "these rules",
          percent(caught),
          percent(dropped, droppedOfHalf),
          number(dropped, rows),
          "1");
      table.add(
          "",
          "Gopher + C4, as published",
          percent(publishedCaught),
          percent(publishedDropped, publishedOfHalf),
          number(publishedDropped, rows),
          times(publishedDropped, dropped));
      table.add(
          "",
          "Gopher + C4, loosened to it",
          percent(caught),
          percent(looseDropped, looseOfHalf),
          number(looseDropped, rows),
          times(looseDropped, dropped));
    }
    System.out.print(table.render());
    System.out.printf(
        Locale.ROOT,
        "  all sets: these rules drop %.0f good rows, the others at the same catch %.0f: %s times as many%n",
        mean(ourDrops),
        mean(theirDrops),
        times(theirDrops, ourDrops));
  }

  private interface Test {
    boolean of(int row);
  }

  private static double share(boolean[] half, Test test) {
    int in = 0;
    int dropped = 0;
    for (int i = 0; i < half.length; i++) {
      if (half[i]) {
        in++;
        dropped += test.of(i) ? 1 : 0;
      }
    }
    return (double) dropped / Math.max(1, in);
  }

  /** Half of the good rows, another one for each seed: for the spread of their drops alone. */
  private static boolean[] half(GoodRows set, int seed) {
    Random dice = new Random(1000L + seed);
    boolean[] half = new boolean[set.rows().size()];
    for (int i = 0; i < half.length; i++) {
      half[i] = dice.nextBoolean();
    }
    return half;
  }

  private static double of(Strictness strictness, boolean both) {
    return both ? strictness.ofBoth() : strictness.ofEach();
  }

  private static double caughtAt(Strictness[] junk, boolean both, double dial) {
    return Arrays.stream(junk).filter(one -> of(one, both) < dial).count() / (double) junk.length;
  }

  /**
   * The share of good rows dropped by the yardstick where it catches just so many: between the two
   * dials next to that catch in proportion, as a coin between the two would (a point of the ROC
   * curve's segment).
   */
  private static double droppedAtCatch(
      Strictness[] junk, boolean both, long caught, GoodRows set, boolean[] half) {
    double[] sorted = Arrays.stream(junk).mapToDouble(one -> of(one, both)).sorted().toArray();
    if (caught >= sorted.length) {
      return share(half, i -> of(set.theirs().get(i), both) < 1);
    }
    double dial = Math.min(1, sorted[(int) caught]);
    double stricter = Math.nextUp(dial);
    double fewer = caughtAt(junk, both, dial) * junk.length;
    double more = caughtAt(junk, both, stricter) * junk.length;
    double droppedByFewer = share(half, i -> of(set.theirs().get(i), both) < dial);
    double droppedByMore = share(half, i -> of(set.theirs().get(i), both) < stricter);
    double part = more > fewer ? (caught - fewer) / (more - fewer) : 0;
    return droppedByFewer + part * (droppedByMore - droppedByFewer);
  }

  private List<Planted> plant(GoodRows set, int seed, boolean heldOut) {
    List<Planted> junk = new ArrayList<>();
    for (Junk kind : Junk.values()) {
      if (kind.isHeldOut() == heldOut) {
        junk.addAll(plant(set, seed, kind));
      }
    }
    return junk;
  }

  private List<Planted> plant(GoodRows set, int seed, Junk kind) {
    List<Planted> junk = new ArrayList<>();
    Random dice = new Random(31L * seed + kind.name().hashCode() * 7919L + set.name().hashCode());
    boolean answers = set.rows().get(0).answer() != null;
    if (kind.isOfAnswers() && !answers) {
      return junk;
    }
    for (int i = 0; i < planted; i++) {
      Pair good = set.rows().get(dice.nextInt(set.rows().size()));
      junk.add(
          new Planted(
              kind,
              answers
                  ? new Pair(good.prompt(), kind.of(good.answer(), dice))
                  : new Pair(kind.of(good.prompt(), dice), null)));
    }
    return junk;
  }

  private void printKinds(List<GoodRows> sets) {
    System.out.printf("%nJunk caught by these rules, %% (standard deviation over seeds)%n");
    TextTable table =
        new TextTable(
            Stream.concat(Stream.of("kind", "held out"), sets.stream().map(GoodRows::name))
                .toArray(String[]::new));
    for (Junk kind : Junk.values()) {
      List<Object> cells = new ArrayList<>();
      cells.add(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
      cells.add(kind.isHeldOut() ? "yes" : "");
      for (GoodRows set : sets) {
        double[] caught = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
          List<Planted> junk = plant(set, seed, kind);
          caught[seed] =
              junk.stream().filter(one -> !ours(one.pair()).isEmpty()).count()
                  / (double) junk.size();
        }
        cells.add(Double.isNaN(caught[0]) ? "-" : percent(caught));
      }
      table.add(cells.toArray());
    }
    System.out.print(table.render());
  }

  private void printSpeed(List<GoodRows> sets) {
    System.out.printf("%nSpeed of one thread, after warming up%n");
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
        double took = Workbench.seconds(() -> set.rows().forEach(this::ours));
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
    Pair longest =
        sets.get(2).rows().stream()
            .max((a, b) -> Integer.compare(a.prompt().length(), b.prompt().length()))
            .orElseThrow();
    double[] millis =
        DoubleStream.generate(() -> 1000 * Workbench.seconds(() -> ours(longest)))
            .limit(5)
            .toArray();
    System.out.printf(
        Locale.ROOT,
        "  the longest prompt, %,d characters: %.1f ms%n",
        longest.prompt().length(),
        mean(millis));
  }

  private GoodRows judged(String name, List<Pair> rows) {
    return new GoodRows(
        name,
        rows,
        rows.parallelStream().map(this::ours).toList(),
        rows.parallelStream().map(HeuristicsBench::strictness).toList());
  }

  /** The rule that drops the row, or nothing. */
  private String ours(Pair pair) {
    return rules
        .ofPrompt(pair.prompt())
        .or(() -> pair.answer() == null ? Optional.empty() : rules.ofAnswer(pair.answer()))
        .map(judgement -> judgement.rule())
        .orElse("");
  }

  private static Strictness strictness(Pair pair) {
    double prompt = WebCorpusRules.strictness(pair.prompt());
    if (pair.answer() == null) {
      return new Strictness(prompt, prompt);
    }
    return new Strictness(
        Math.min(prompt, WebCorpusRules.strictness(pair.answer())),
        WebCorpusRules.strictness(pair.prompt() + "\n" + pair.answer()));
  }

  private List<Pair> chat() throws IOException {
    return JsonLines.read(data.resolve(CHAT)).stream()
        .filter(row -> row.path("feedback_score").asInt() >= 4)
        .map(row -> new Pair(row.path("input_text").asText(), row.path("model_output").asText()))
        .filter(pair -> !pair.prompt().isBlank() && !pair.answer().isBlank())
        .toList();
  }

  private List<Pair> preferences() throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (JsonNode row : JsonLines.read(data.resolve(PREFERENCES))) {
      int first = 0;
      int second = 0;
      for (int annotator = 1; annotator <= 3; annotator++) {
        first += row.path("annotator" + annotator).asInt() == 1 ? 1 : 0;
        second += row.path("annotator" + annotator).asInt() == 2 ? 1 : 0;
      }
      String answer = row.path(first > second ? "response1" : "response2").asText();
      if (first != second && !answer.isBlank()) {
        String prompt = row.path("instruction").asText() + "\n" + row.path("input").asText();
        pairs.add(new Pair(prompt.strip(), answer));
      }
    }
    return pairs;
  }

  private List<Pair> prompts() throws IOException {
    Set<String> distinct = new HashSet<>();
    List<Pair> pairs = new ArrayList<>();
    for (JsonNode row : JsonLines.read(data.resolve(PROMPTS))) {
      String prompt = row.path("prompt").asText();
      if (distinct.add(prompt)) {
        pairs.add(new Pair(prompt, null));
      }
    }
    return pairs;
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).average().orElse(Double.NaN);
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double squares = DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / Math.max(1, values.length - 1));
  }

  private static String percent(double[] shares) {
    return percent(shares, shares);
  }

  private static String percent(double[] shares, double[] spread) {
    return String.format(Locale.ROOT, "%.2f (%.2f)", 100 * mean(shares), 100 * deviation(spread));
  }

  private static String number(double[] shares, int rows) {
    return String.format(Locale.ROOT, "%.0f of %d", mean(shares) * rows, rows);
  }

  private static String times(double[] theirs, double[] ours) {
    return mean(ours) == 0
        ? mean(theirs) == 0 ? "-" : "∞"
        : String.format(Locale.ROOT, "%.1f", mean(theirs) / mean(ours));
  }
}
