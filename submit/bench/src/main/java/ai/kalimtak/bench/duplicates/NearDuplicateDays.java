package ai.kalimtak.bench.duplicates;

import ai.kalimtak.bench.workbench.Timings;
import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.quality.duplicates.NearDuplicateIndex;
import ai.kalimtak.quality.duplicates.NearDuplicates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares the cost of a day with a short and a long history, and of starting from scratch. */
final class NearDuplicateDays {
  private final DocumentBed bed;
  private final int rounds;
  private final List<Integer> histories;
  private final int changes;

  /**
   * @param histories rows of each history, the longest last
   * @param changes new rows per day
   */
  NearDuplicateDays(DocumentBed bed, int rounds, List<Integer> histories, int changes) {
    this.bed = bed;
    this.rounds = rounds;
    this.histories = histories;
    this.changes = changes;
  }

  void print() {
    Timings timings = new Timings();
    List<Lake> indexed = new ArrayList<>();
    Dataset<Row> nobody = bed.stored("nobody", 0, 10).select(NearDuplicateTexts.TEXT_KEY).limit(0);
    List<Dataset<Row>> days = new ArrayList<>();
    int largest = histories.stream().mapToInt(history -> history).max().orElseThrow();
    for (int day = 0; day <= rounds; day++) {
      days.add(bed.stored("day-" + day, largest + day * changes, largest + (day + 1) * changes));
    }
    for (int history : histories) {
      Lake lake = bed.lake();
      indexed.add(lake);
      System.err.printf(Locale.ROOT, "a history of %,d%n", history);
      DocumentBed.index(lake, 0.8, 1).updateTo(bed.stored("history-" + history, 0, history));
    }
    for (int day = 0; day <= rounds; day++) {
      for (int each = 0; each < histories.size(); each++) {
        NearDuplicateIndex index = DocumentBed.index(indexed.get(each), 0.8, day + 2L);
        Dataset<Row> news = days.get(day);
        timings.measureAndKeep(
            day, dayOn(histories.get(each)), () -> index.update(news, nobody).toString());
      }
    }
    Lake longest = indexed.get(indexed.size() - 1);
    Dataset<Row> all = bed.stored("history-" + largest, 0, largest);
    for (Dataset<Row> day : days) {
      all = all.unionByName(day);
    }
    Dataset<Row> together = all.dropDuplicates(NearDuplicateTexts.TEXT_KEY);
    Lake fresh = bed.lake();
    double fromScratch =
        Workbench.seconds(() -> DocumentBed.index(fresh, 0.8, 1).updateTo(together));
    timings.add(1, "all from scratch", fromScratch);
    timings.result("all from scratch", "");
    timings.print();
    double longDay = timings.median(dayOn(histories.get(histories.size() - 1)));
    System.out.printf(
        Locale.ROOT,
        "%nlong history / short: %.2f (aim at most 1.5)%nfrom scratch / a day on it: %.1f (aim at least 50)%nclusters that differ: %d of %d%n%n",
        longDay / timings.median(dayOn(histories.get(0))),
        fromScratch / longDay,
        differing(clusters(longest), clusters(fresh)),
        clusters(fresh).count());
  }

  private static Dataset<Row> clusters(Lake lake) {
    return NearDuplicates.clusters(lake.read(NearDuplicatePairs.TABLE));
  }

  private static long differing(Dataset<Row> a, Dataset<Row> b) {
    return a.except(b).count() + b.except(a).count();
  }

  private static String dayOn(int history) {
    return Timings.label("a day on", history);
  }
}
