package ai.kalimtak.bench.heuristics;

import ai.kalimtak.bench.workbench.Figures;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** The share of planted junk that is caught, and its cost in good rows. */
final class JunkTables {
  private final List<GoodRows> sets;
  private final FormJudges judges;
  private final PlantedJunk junk;
  private final int seeds;

  JunkTables(List<GoodRows> sets, FormJudges judges, PlantedJunk junk, int seeds) {
    this.sets = sets;
    this.judges = judges;
    this.junk = junk;
    this.seeds = seeds;
  }

  void printComparison(String title, boolean heldOut) {
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
        List<TextPair> planted = junk.in(set, seed, heldOut);
        FormJudges.Strictness[] strictness =
            planted.parallelStream()
                .map(FormJudges::strictness)
                .toArray(FormJudges.Strictness[]::new);
        long ours = planted.parallelStream().filter(one -> !judges.ours(one).isEmpty()).count();
        publishedOfHalf[seed] = share(half, i -> set.theirs().get(i).ofEach() < 1);
        caught[seed] = (double) ours / planted.size();
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
        Figures.mean(ourDrops),
        Figures.mean(theirDrops),
        times(theirDrops, ourDrops));
  }

  private static double share(boolean[] half, IntPredicate test) {
    int in = 0;
    int dropped = 0;
    for (int i = 0; i < half.length; i++) {
      if (half[i]) {
        in++;
        dropped += test.test(i) ? 1 : 0;
      }
    }
    return (double) dropped / Math.max(1, in);
  }

  /** Selects a random half of the good rows for each seed, to estimate the spread of drops. */
  private static boolean[] half(GoodRows set, int seed) {
    Random dice = new Random(1000L + seed);
    boolean[] half = new boolean[set.rows().size()];
    for (int i = 0; i < half.length; i++) {
      half[i] = dice.nextBoolean();
    }
    return half;
  }

  private static double caughtAt(FormJudges.Strictness[] junk, boolean both, double dial) {
    return Arrays.stream(junk).filter(one -> one.of(both) < dial).count() / (double) junk.length;
  }

  /**
   * Returns the share of good rows that the reference rules drop at the same catch, interpolated
   * between the two nearest dials (a point on a segment of the ROC curve).
   */
  private static double droppedAtCatch(
      FormJudges.Strictness[] junk, boolean both, long caught, GoodRows set, boolean[] half) {
    double[] sorted = Arrays.stream(junk).mapToDouble(one -> one.of(both)).sorted().toArray();
    if (caught >= sorted.length) {
      return share(half, i -> set.theirs().get(i).of(both) < 1);
    }
    double dial = Math.min(1, sorted[(int) caught]);
    double stricter = Math.nextUp(dial);
    double fewer = caughtAt(junk, both, dial) * junk.length;
    double more = caughtAt(junk, both, stricter) * junk.length;
    double droppedByFewer = share(half, i -> set.theirs().get(i).of(both) < dial);
    double droppedByMore = share(half, i -> set.theirs().get(i).of(both) < stricter);
    double part = more > fewer ? (caught - fewer) / (more - fewer) : 0;
    return droppedByFewer + part * (droppedByMore - droppedByFewer);
  }

  void printKinds() {
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
          List<TextPair> planted = junk.in(set, seed, kind);
          caught[seed] =
              planted.stream().filter(one -> !judges.ours(one).isEmpty()).count()
                  / (double) planted.size();
        }
        cells.add(Double.isNaN(caught[0]) ? "-" : percent(caught));
      }
      table.add(cells.toArray());
    }
    System.out.print(table.render());
  }

  private static String percent(double[] shares) {
    return percent(shares, shares);
  }

  private static String percent(double[] shares, double[] spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f)", 100 * Figures.mean(shares), 100 * Figures.deviation(spread));
  }

  private static String number(double[] shares, int rows) {
    return String.format(Locale.ROOT, "%.0f of %d", Figures.mean(shares) * rows, rows);
  }

  private static String times(double[] theirs, double[] ours) {
    return Figures.mean(ours) == 0
        ? Figures.mean(theirs) == 0 ? "-" : "∞"
        : String.format(Locale.ROOT, "%.1f", Figures.mean(theirs) / Figures.mean(ours));
  }
}
