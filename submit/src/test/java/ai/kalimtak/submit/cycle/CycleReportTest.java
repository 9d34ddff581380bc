package ai.kalimtak.submit.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.quality.report.CurationExamples;
import ai.kalimtak.submit.report.ReportFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CycleReportTest {
  private static final ReportFacts NOTHING =
      new ReportFacts(
          Instant.EPOCH,
          "the database",
          "the lake",
          Optional.empty(),
          Optional.empty(),
          CurationExamples.none(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  @Test
  void aCycleSucceedsEvenIfItsReportCannotBeWritten(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(CycleReport.page(NOTHING, file.resolve("state"))).isEmpty();
    CycleReport report =
        new CycleReport(List.of(), 1, true, CycleReport.page(NOTHING, folder), List.of());
    assertThat(report.table()).contains("Report: " + folder.resolve("report.html"));
  }
}
