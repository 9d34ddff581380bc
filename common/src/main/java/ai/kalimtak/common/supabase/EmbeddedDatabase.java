package ai.kalimtak.common.supabase;

import ai.kalimtak.common.failure.JobException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A real Postgres from Maven jars, with its data under {@code <state>/postgres} between runs.
 *
 * <p>Processes that use it at the same time share one server: each holds a shared lock on {@code
 * in-use.lock}, and the last one to close stops the server. {@code startup.lock} serializes
 * starting and stopping. Both are locks of the operating system, so a killed process holds none;
 * the next process uses the server that it left behind, and stops it.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<Path, EmbeddedDatabase> OPEN = new HashMap<>();

  /** Servers that this process started; each holds a lock inside its data directory. */
  private static final Map<Path, EmbeddedPostgres> STARTED = new HashMap<>();

  private final Path home;
  private final FileChannel inUse;
  private final int port;
  private int users = 1;

  private EmbeddedDatabase(Path home, FileChannel inUse, int port) {
    this.home = home;
    this.inUse = inUse;
    this.port = port;
  }

  /** Joins the server of this state directory and starts it if it is not running. */
  public static EmbeddedDatabase join(Path stateDirectory) {
    Path home = stateDirectory.resolve("postgres");
    synchronized (OPEN) {
      EmbeddedDatabase open = OPEN.get(home);
      if (open != null) {
        open.users++;
        return open;
      }
      EmbeddedDatabase joined = joinServer(home);
      OPEN.put(home, joined);
      return joined;
    }
  }

  /**
   * Stops a server that a killed process left behind and that no process uses.
   *
   * @return whether there was such a server
   */
  public static boolean stopIfUnused(Path stateDirectory) {
    Path home = stateDirectory.resolve("postgres");
    if (!Files.exists(home.resolve("in-use.lock")) || runningPort(home).isEmpty()) {
      return false;
    }
    try (FileChannel startup = open(home.resolve("startup.lock"));
        FileLock serialized = startup.lock();
        FileChannel inUse = open(home.resolve("in-use.lock"))) {
      return serialized.isValid() && stopUnlessUsed(home, inUse);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (--users > 0) {
        return;
      }
      OPEN.remove(home);
      try (FileChannel startup = open(home.resolve("startup.lock"));
          FileLock serialized = startup.lock()) {
        if (serialized.isValid()) {
          // Closing a channel releases all locks of this process on its file, including the shared
          // one.
          inUse.close();
          try (FileChannel last = open(home.resolve("in-use.lock"))) {
            stopUnlessUsed(home, last);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static EmbeddedDatabase joinServer(Path home) {
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw JobException.failed(
          "cannot write to " + home,
          "Run the command in a writable folder, or set state.directory",
          e);
    }
    try (FileChannel startup = open(home.resolve("startup.lock"));
        FileLock serialized = startup.lock()) {
      int port = serialized.isValid() ? runningPort(home).orElseGet(() -> start(home)) : -1;
      FileChannel inUse = open(home.resolve("in-use.lock"));
      inUse.lock(0, Long.MAX_VALUE, true);
      return new EmbeddedDatabase(home, inUse, port);
    } catch (IOException e) {
      throw JobException.failed(
          "cannot lock the embedded Postgres under " + home,
          "Make sure that the folder is on a local disk",
          e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return new RandomAccessFile(file.toFile(), "rw").getChannel();
  }

  private static int start(Path home) {
    Path data = home.resolve("data");
    try {
      // The marker is written after the first start; without it, initialization was interrupted.
      if (Files.exists(data) && !Files.exists(home.resolve("initialised"))) {
        deleteTree(data);
      }
      releaseStarted(home);
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      EmbeddedPostgres started =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setPort(port)
              .setRegisterShutdownHook(false)
              .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
              .setLocaleConfig("encoding", "UTF8")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("fsync", "on")
              .setServerConfig("timezone", "UTC")
              .setServerConfig("max_connections", "60")
              .setPGStartupWait(PATIENCE)
              .start();
      STARTED.put(home, started);
      Files.writeString(home.resolve("initialised"), "");
      return port;
    } catch (IOException | RuntimeException e) {
      throw JobException.failed(
          "the embedded Postgres under " + home + " did not start: " + firstLine(e),
          "See the server's log there, or set supabase.url to another Postgres",
          e);
    }
  }

  /** Returns the port of a running server, from the file that Postgres keeps while it runs. */
  private static Optional<Integer> runningPort(Path home) {
    Optional<Long> process = serverProcess(home);
    if (process.flatMap(ProcessHandle::of).isEmpty()) {
      return Optional.empty();
    }
    Instant deadline = Instant.now().plus(PATIENCE);
    do {
      Optional<Integer> port = pidFileLine(home, 3).map(Integer::valueOf);
      if (port.isPresent() && answers(port.get())) {
        return port;
      }
      pause();
    } while (serverProcess(home).flatMap(ProcessHandle::of).isPresent()
        && Instant.now().isBefore(deadline));
    return Optional.empty();
  }

  private static boolean stopUnlessUsed(Path home, FileChannel inUse) throws IOException {
    try (FileLock alone = inUse.tryLock()) {
      Optional<ProcessHandle> server = serverProcess(home).flatMap(ProcessHandle::of);
      if (alone == null || server.isEmpty()) {
        return false;
      }
      if (releaseStarted(home)) {
        return true;
      }
      // SIGINT requests Postgres's fast shutdown: sessions end, data is flushed, no recovery is
      // needed.
      if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows")) {
        server.get().destroy();
      } else {
        new ProcessBuilder("kill", "-INT", String.valueOf(server.get().pid())).start();
      }
      Instant deadline = Instant.now().plus(PATIENCE);
      while (Files.exists(home.resolve("data/postmaster.pid"))
          && Instant.now().isBefore(deadline)) {
        pause();
      }
      return true;
    }
  }

  /** Stops the server if this process started it. */
  private static boolean releaseStarted(Path home) throws IOException {
    EmbeddedPostgres started = STARTED.remove(home);
    if (started != null) {
      started.close();
    }
    return started != null;
  }

  private static Optional<Long> serverProcess(Path home) {
    return pidFileLine(home, 0).map(Long::valueOf);
  }

  private static Optional<String> pidFileLine(Path home, int line) {
    try {
      List<String> lines =
          Files.readAllLines(home.resolve("data/postmaster.pid"), StandardCharsets.UTF_8);
      return lines.size() > line && !lines.get(line).isBlank()
          ? Optional.of(lines.get(line).trim())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean answers(int port) {
    String url =
        "jdbc:postgresql://127.0.0.1:"
            + port
            + "/postgres?user=postgres&connectTimeout=2&sslmode=disable";
    try (java.sql.Connection connection = DriverManager.getConnection(url)) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (java.util.stream.Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("interrupted while waiting for the embedded Postgres", "");
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
