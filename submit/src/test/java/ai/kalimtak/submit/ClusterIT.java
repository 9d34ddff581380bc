package ai.kalimtak.submit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.MigratedPostgres;
import ai.kalimtak.common.S3Endpoint;
import ai.kalimtak.submit.cluster.ClusterSettings;
import ai.kalimtak.submit.cluster.LocalCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the command on a standalone cluster, with separate executor processes and a lake in a
 * folder, and as a single process whose lake and models are on S3.
 */
class ClusterIT {
  /** The folder assembled for the launcher, with the jars that users run. */
  private static final Path HOME = Path.of("target", "kalimtak").toAbsolutePath();

  /** What each job logs when its longest step begins. */
  private static final String ETL = "etl: planning the pull";

  private static final String QUALITY = "quality: analyzing new rows";
  private static final String TRAINING = "training: counting what domain-router can learn from";
  private static final String EVALUATION = "evaluation: judging domain-router";

  private static final int INTERACTIONS_PER_WEEK = 500;

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();
  private S3Endpoint s3;
  private String bucket;
  private String restricted;

  @BeforeEach
  void open() {
    s3 = S3Endpoint.in(folder.resolve("s3"));
    bucket = s3.bucket("kalimtak");
    restricted = s3.bucket("restricted");
  }

  @AfterEach
  void close() {
    started.forEach(Process::destroyForcibly);
    s3.close();
  }

  @Test
  void aClusterThatLosesWorkersProducesTheSameTablesAsOneProcessOnS3() throws Exception {
    compare(1, List.of(ETL, QUALITY));
    assertOnlyTheStateIsOnTheLocalDisk();
  }

  @Test
  @Tag("drill")
  void aClusterThatLosesAWorkerInEveryJobProducesTheSameTablesAsOneProcessOnS3() throws Exception {
    compare(2, List.of(ETL, QUALITY, TRAINING, EVALUATION));
    assertOnlyTheStateIsOnTheLocalDisk();
  }

  /**
   * @param lastStepsBeforeAKill log lines after each of which a worker is killed
   */
  private void compare(int weeks, List<String> lastStepsBeforeAKill) throws Exception {
    MigratedPostgres.copyTo(folder.resolve("on-cluster"));
    MigratedPostgres.copyTo(folder.resolve("on-s3"));
    String demoWeeks = "demo.weeks=" + weeks;
    ClusterSettings settings = new ClusterSettings(2, 1, 1536, freePort(), freePort());
    LocalCluster cluster = new LocalCluster(HOME, folder.resolve("cluster"), settings);
    try {
      assertThat(cluster.up().workers()).extracting(LocalCluster.Worker::state).hasSize(2);
      assertThat(cluster.up().workers()).as("a second up changes nothing").hasSize(2);
      Process demo =
          start("on-cluster", "demo", "--conf", cluster.conf().toString(), "--set", demoWeeks);
      await(() -> hasEnded(demo) || usedCores(cluster) == 2);
      assertThat(log("on-cluster")).doesNotContain("kalimtak: ");
      for (String step : lastStepsBeforeAKill) {
        killOneAfter(step, demo, cluster);
      }
      finish("on-cluster", demo);
      finish("on-s3", start("on-s3", "demo", "--set", "spark.master=local[2]", "--set", demoWeeks));
      assertThat(executors()).isGreaterThanOrEqualTo(2 + lastStepsBeforeAKill.size());
      assertThat(tables("on-cluster"))
          .hasSizeGreaterThan(weeks * INTERACTIONS_PER_WEEK * 3 / 2)
          .isEqualTo(tables("on-s3"));
      assertThat(cluster.down()).as("a master and two workers").isEqualTo(3);
    } finally {
      cluster.down();
    }
    assertThat(cluster.state()).isEmpty();
  }

  private void assertOnlyTheStateIsOnTheLocalDisk() throws IOException {
    assertThat(s3.keys(bucket))
        .contains(
            "lake/gold/training_data/_delta_log/00000000000000000000.json",
            "models/domain-router/v000001/MANIFEST.sha256")
        .noneMatch(key -> key.contains("staging") || key.contains("scratch"));
    assertThat(s3.keys(restricted))
        .contains("own/restricted/identities/_delta_log/00000000000000000000.json");
    try (Stream<Path> left = Files.walk(folder.resolve("on-s3"))) {
      assertThat(left.filter(Files::isRegularFile).map(folder.resolve("on-s3")::relativize))
          .filteredOn(file -> !file.startsWith("postgres"))
          .extracting(Path::toString)
          .containsExactly("report.html");
    }
    assertThat(folder.resolve("s3/buffer"))
        .satisfiesAnyOf(
            buffer -> assertThat(buffer).doesNotExist(),
            buffer -> assertThat(buffer).isEmptyDirectory());
  }

  /** Kills a worker with its executor during a step, and then replaces it. */
  private void killOneAfter(String step, Process demo, LocalCluster cluster) throws Exception {
    int before = log("on-cluster").split(step, -1).length;
    await(() -> hasEnded(demo) || log("on-cluster").split(step, -1).length > before);
    kill(folder.resolve("cluster/processes"), "worker-1");
    String log = log("on-cluster");
    assertThat(log.substring(log.lastIndexOf(step) + step.length()))
        .as("the job was still in this step when its worker was killed")
        .doesNotContain(step.substring(0, step.indexOf(':') + 1));
    await(() -> hasEnded(demo) || usedCores(cluster) == 1);
    cluster.up();
    await(() -> hasEnded(demo) || usedCores(cluster) == 2);
    assertThat(hasEnded(demo)).as(log("on-cluster")).isFalse();
  }

  /** Counts the executors by their work folders. */
  private long executors() throws IOException {
    try (Stream<Path> found = Files.walk(folder.resolve("cluster/work"), 2)) {
      return found.filter(path -> path.getFileName().toString().matches("\\d+")).count();
    }
  }

  private static long usedCores(LocalCluster cluster) {
    return cluster.state().stream()
        .flatMap(state -> state.workers().stream())
        .filter(worker -> worker.state().equals("ALIVE"))
        .mapToLong(LocalCluster.Worker::usedCores)
        .sum();
  }

  private static boolean hasEnded(Process process) {
    return !process.isAlive();
  }

  private static void kill(Path processes, String name) throws Exception {
    long pid =
        Files.readAllLines(processes).stream()
            .map(line -> line.split(" "))
            .filter(line -> line[0].equals(name))
            .mapToLong(line -> Long.parseLong(line[1]))
            .reduce((earlier, later) -> later)
            .orElseThrow();
    ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
    // Also kills its executors, as if the machine had failed.
    worker.descendants().forEach(ProcessHandle::destroyForcibly);
    assertThat(worker.destroyForcibly()).isTrue();
    worker.onExit().get(10, TimeUnit.SECONDS);
  }

  /** Returns all rows, without columns that depend on run ids or times. */
  private List<String> tables(String name) throws Exception {
    Path out = folder.resolve(name + ".json");
    String queries =
        "select * except (run_id, bronze_run_id, signals) from silver.candidates order by interaction_id;"
            + " select * from gold.training_data order by interaction_id;"
            + " select model_name, version, split, metric, slice, value from gold.evaluations"
            + " order by model_name, version, split, metric, slice";
    finish(name, start(name, out, "sql", "-e", queries, "--format", "json"));
    return Files.readAllLines(out);
  }

  private Process start(String name, String... arguments) throws IOException {
    return start(name, folder.resolve(name + ".out"), arguments);
  }

  private Process start(String name, Path out, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(
        List.of("-Xmx2g", "-Xss4m", "-cp", HOME.resolve("jars") + "/*", Kalimtak.class.getName()));
    command.addAll(List.of(arguments));
    for (String setting :
        List.of(
            "state.directory=" + folder.resolve(name),
            "demo.interactions-per-week=" + INTERACTIONS_PER_WEEK,
            "demo.users=100",
            "training.min-rows=100",
            "training.max-iterations=10",
            "training.domain-router.max-iterations=10",
            "training.domain-router.word-features=4096",
            "training.domain-router.character-features=4096",
            "training.reward.word-features=2048",
            "training.reward.reg-params=[0.001]",
            "evaluation.min-test-rows=20")) {
      command.addAll(List.of("--set", setting));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    if (name.equals("on-s3")) {
      for (String setting :
          s3.settings(
              "lake.root=s3a://" + bucket + "/lake",
              "lake.restricted-root=s3a://" + restricted + "/own",
              "models.root=s3a://" + bucket + "/models")) {
        command.addAll(List.of("--set", setting));
      }
      // Another process does not see the system properties of this one.
      builder.environment().put("AWS_ACCESS_KEY_ID", s3.key());
      builder.environment().put("AWS_SECRET_ACCESS_KEY", s3.secret());
    }
    builder.environment().put("KALIMTAK_SUBJECT_SECRET", "the same secret for both of the lakes");
    builder.directory(folder.toFile());
    builder.redirectOutput(out.toFile());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private void finish(String name, Process process) throws Exception {
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(log(name)).isZero();
  }

  private String log(String name) {
    try {
      return Files.readString(folder.resolve(name + ".log"));
    } catch (IOException e) {
      return "";
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofMinutes(5));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
