package ai.kalimtak.submit.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportIT {
  @TempDir static Path folder;
  private static TestSession session;

  @BeforeAll
  static void open() {
    session = TestSession.in(folder);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @BeforeEach
  void reset() {
    session.emptyTables();
  }

  @Test
  void importingAFileAgainChangesNothing() throws IOException {
    Path file = write(line(1, "a\\\\b\\n\\tc", ""), line(2, "two", ", \"feedback_score\": 3"));
    assertThat(run(file).inserted()).isEqualTo(2);
    List<String> before = rows();
    assertThat(before).hasSize(2);
    assertThat(before.get(0)).startsWith("a\\b\n\tc|null|");
    ImportReport again = run(file);
    assertThat(again.unchanged()).isEqualTo(2);
    assertThat(again.nothingNew()).isTrue();
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void aLineWithFeedbackUpdatesTheRowAndKeepsTheOtherFields() throws IOException {
    run(write(line(1, "one", ", \"domain\": \"travel\"")));
    ImportReport report = run(write(line(1, "one", ", \"feedback_score\": 5")));
    assertThat(report.updated()).isEqualTo(1);
    List<String> row =
        session
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select domain || ' ' || feedback_score from user_interactions")
                        .mapTo(String.class)
                        .list());
    assertThat(row).containsExactly("travel 5");
  }

  @Test
  void importsGoodLinesAndReportsOthersByLineAndReason() throws IOException {
    ImportReport report =
        run(
            write(
                line(1, "one", ""),
                "{broken",
                "",
                line(2, "two", ", \"feedback_score\": 9"),
                line(3, "three", "")));
    assertThat(report.linesRead()).isEqualTo(4);
    assertThat(report.inserted()).isEqualTo(2);
    assertThat(report.rejectedLines())
        .extracting(ImportReport.Rejection::line)
        .containsExactly(2L, 4L);
    assertThat(report.rejectedLines().get(1).reason())
        .isEqualTo("feedback_score: must be a whole number from 1 to 5");
    assertThat(report.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void usesTheLaterOfTwoLinesWithTheSameId() throws IOException {
    ImportReport report = run(write(line(1, "first", ""), line(1, "second", "")));
    assertThat(report.inserted()).isEqualTo(1);
    assertThat(report.unchanged()).isEqualTo(1);
    assertThat(rows().get(0)).startsWith("second|");
  }

  @Test
  void readsGzipAndRefusesATruncatedFile() throws IOException {
    Path file = folder.resolve("in.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((line(1, "one", "") + "\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(run(file).inserted()).isEqualTo(1);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 9));
    assertThatThrownBy(() -> run(file))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("ended unexpectedly after line");
  }

  @Test
  void aMissingFileIsABadArgument() {
    assertThatThrownBy(() -> new ImportJob(folder.resolve("nothing.jsonl")))
        .hasMessageContaining("nothing.jsonl does not exist")
        .satisfies(e -> assertThat(((JobException) e).exitCode()).isEqualTo(ExitCode.BAD_SETTINGS));
  }

  private ImportReport run(Path file) {
    return session.run(new ImportJob(file));
  }

  private Path write(String... lines) throws IOException {
    return Files.write(folder.resolve("in.jsonl"), List.of(lines));
  }

  private static String line(int id, String text, String more) {
    return "{\"id\": \"00000000-0000-0000-0000-00000000000"
        + id
        + "\", \"created_at\": \"2026-01-05T00:00:00Z\", \"input_text\": \""
        + text
        + "\""
        + more
        + "}";
  }

  private List<String> rows() {
    return session
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select concat_ws('|', input_text, coalesce(feedback_score::text, 'null'), change_xid, updated_at) from user_interactions order by id")
                    .mapTo(String.class)
                    .list());
  }
}
