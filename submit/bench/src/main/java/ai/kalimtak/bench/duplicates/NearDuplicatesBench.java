package ai.kalimtak.bench.duplicates;

import ai.kalimtak.bench.workbench.DataFolder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures near-duplicates: how many are found, and at what cost. */
@Command(
    name = "near-duplicates",
    mixinStandardHelpOptions = true,
    description =
        "Near-duplicates: recall and precision, speed compared with other methods, many copies, and days.")
public final class NearDuplicatesBench implements Callable<Integer> {
  @Mixin private DataFolder folder;

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "quality,speed,copies,day",
      description = "Parts to run: quality, speed, copies, day (default: ${DEFAULT-VALUE}).")
  private List<String> parts;

  @Option(names = "--rounds", defaultValue = "3", description = "Counted rounds, after a warm-up.")
  private int rounds;

  @Option(
      names = "--texts",
      defaultValue = "4000",
      description = "Texts per data set to compare by brute force, and edits per band.")
  private int texts;

  @Option(
      names = "--rows",
      defaultValue = "100000",
      description = "Rows for the comparison with the usual recipe; 0 for none.")
  private int rows;

  @Option(
      names = "--mllib-rows",
      defaultValue = "10000",
      description =
          "Rows for the comparison with MLlib, which joins buckets of unlimited size; 0 for none.")
  private int mllibRows;

  @Option(
      names = "--copies-rows",
      defaultValue = "1000000",
      description = "Rows in the copies part.")
  private int copiesRows;

  @Option(
      names = "--copies",
      defaultValue = "100000",
      description = "Copies to add in the copies part.")
  private int copies;

  @Option(
      names = "--histories",
      split = ",",
      defaultValue = "10000,1000000",
      description = "Rows of each history in the day part.")
  private List<Integer> histories;

  @Option(names = "--changes", defaultValue = "10000", description = "New rows per day.")
  private int changes;

  @Override
  public Integer call() throws IOException {
    RealTexts real = new RealTexts(folder.with(RealTexts.FILES));
    try (DocumentBed bed = DocumentBed.of(real)) {
      for (String part : parts) {
        switch (part) {
          case "quality" -> new NearDuplicateQuality(bed, real, texts).print();
          case "speed" -> new NearDuplicateSpeed(bed, rounds, rows, mllibRows).print();
          case "copies" -> new NearDuplicateCopies(bed, rounds, copiesRows, copies).print();
          case "day" -> new NearDuplicateDays(bed, rounds, histories, changes).print();
          default -> throw new IllegalArgumentException("no part " + part);
        }
      }
    }
    return 0;
  }
}
