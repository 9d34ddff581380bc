package ai.kalimtak.submit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Errors are reported in one line, with an exit code that says who has to act. */
class ErrorMessagesIT {
  @TempDir Path folder;

  @Test
  void badArgumentsExitWithTwoAndNameTheHelp() {
    assertThat(kalimtak(ExitCode.BAD_SETTINGS))
        .isEqualTo("kalimtak: no verb given. See kalimtak --help");
    assertThat(kalimtak(ExitCode.BAD_SETTINGS, "import"))
        .isEqualTo("kalimtak: Missing required parameter: 'FILE'. See kalimtak import --help");
    assertThat(kalimtak(ExitCode.BAD_SETTINGS, "cycle", "--sett", "a=b"))
        .endsWith("did you mean --set? See kalimtak cycle --help");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void wrongSettingsExitWithTwoBeforeAnythingIsTouched() {
    assertThat(kalimtak(ExitCode.BAD_SETTINGS, "cycle", "--set", "qualty.min-score=4"))
        .contains("unknown key qualty.min-score; did you mean quality.min-score?");
    assertThat(kalimtak(ExitCode.BAD_SETTINGS, "cycle", "--set", "quality.min-score=9"))
        .contains("quality.min-score is 9, must be 1 to 5");
    assertThat(kalimtak(ExitCode.BAD_SETTINGS, "etl", "--conf", folder + "/none.conf"))
        .endsWith("none.conf: there is no such file");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMissingFileExitsWithTwo() {
    assertThat(kalimtak(ExitCode.BAD_SETTINGS, "import", folder + "/none.jsonl"))
        .contains("file " + folder + "/none.jsonl does not exist");
  }

  @Test
  void anUnreachableDatabaseExitsWithOneAndSaysWhatToCheck() {
    assertThat(
            kalimtak(
                ExitCode.FAILED, "etl", "--set", "supabase.url=jdbc:postgresql://127.0.0.1:1/x"))
        .startsWith("kalimtak: cannot connect to Postgres at 127.0.0.1:1/x: ")
        .endsWith("Check supabase.url and supabase.sslmode, and whether the server is running");
  }

  @Test
  void anUnwritableLakeExitsWithOneAndNamesTheFolder() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(kalimtak(ExitCode.FAILED, "etl", "--set", "lake.root=" + file + "/lake"))
        .contains("cannot write to " + file + "/lake")
        .contains("Check lake.root");
  }

  /** Returns the output on stderr, which must be one line. */
  private String kalimtak(ExitCode expected, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    boolean parses = arguments.length > 1;
    if (parses) {
      all.addAll(List.of("--set", "state.directory=" + folder, "--set", "spark.master=local[2]"));
    }
    StringWriter err = new StringWriter();
    CommandLine command = Kalimtak.command();
    command.setErr(new PrintWriter(err));
    int code = JobCommand.execute(command, all.toArray(String[]::new));
    assertThat(err.toString().lines()).as("lines on stderr").hasSize(1);
    assertThat(code).as(err.toString()).isEqualTo(expected.code());
    return err.toString().strip();
  }
}
