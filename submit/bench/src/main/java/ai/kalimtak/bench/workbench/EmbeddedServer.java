package ai.kalimtak.bench.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Controls the embedded Postgres of a state directory with {@code pg_ctl}. */
public final class EmbeddedServer {
  private final Path home;
  private final Path control;

  public EmbeddedServer(Path stateDirectory) throws IOException {
    this.home = stateDirectory.resolve("postgres");
    try (Stream<Path> files = Files.walk(home.resolve("binaries"))) {
      this.control =
          files.filter(file -> file.endsWith(Path.of("bin", "pg_ctl"))).findFirst().orElseThrow();
    }
  }

  /**
   * Restarts the server on the same port.
   *
   * @param crash whether to stop it immediately, so that it has to recover; otherwise sessions are
   *     closed first
   */
  public void restart(boolean crash) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // Postgres refuses to run as root; in a separate user namespace it runs as nobody.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(
        List.of(
            control.toString(),
            "restart",
            "-D",
            home.resolve("data").toString(),
            "-m",
            crash ? "immediate" : "fast",
            "-w",
            "-l",
            home.resolve("restarted.log").toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IllegalStateException("pg_ctl restart ended with " + exit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Postgres restarts", e);
    }
  }
}
