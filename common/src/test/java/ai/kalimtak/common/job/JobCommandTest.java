package ai.kalimtak.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobCommandTest {
  private static final String IN_YARN = "-Dspark.yarn.app.id=application_1_0001";

  /** A main method that prints a line if its process was not ended. */
  static final class EndedJob {
    public static void main(String[] args) {
      JobCommand.exit(Integer.parseInt(args[0]));
      System.out.print("continued");
    }
  }

  @Test
  void endsTheProcessWithTheExitCode() throws Exception {
    assertThat(run("0")).isEqualTo("exit 0: ");
    assertThat(run("3")).isEqualTo("exit 3: ");
  }

  @Test
  void returnsOnSuccessInYarnsApplicationMasterAndEndsOnFailure() throws Exception {
    assertThat(run("0", IN_YARN)).isEqualTo("exit 0: continued");
    assertThat(run("1", IN_YARN)).isEqualTo("exit 1: ");
  }

  private static String run(String code, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), EndedJob.class.getName(), code));
    Process process = new ProcessBuilder(command).start();
    try (InputStream out = process.getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return "exit " + process.waitFor() + ": " + printed;
    }
  }
}
