package ai.kalimtak.submit;

import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The command as run in this JVM, which saves the start of another one.
 *
 * @param lines what it printed
 */
record CommandRun(int exitCode, List<String> lines) {
  static CommandRun of(List<String> arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream caught = new ByteArrayOutputStream();
    System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      int code = JobCommand.execute(Kalimtak.command(), arguments.toArray(String[]::new));
      return new CommandRun(code, caught.toString(StandardCharsets.UTF_8).lines().toList());
    } finally {
      System.setOut(before);
    }
  }

  /** Returns what {@code --json} prints last. */
  JsonNode report() {
    return Json.read(lines.get(lines.size() - 1));
  }
}
