package ai.kalimtak.submit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.MigratedPostgres;
import ai.kalimtak.common.S3Endpoint;
import ai.kalimtak.submit.cluster.ClusterSettings;
import ai.kalimtak.submit.cluster.LocalCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the command on a standalone cluster, with separate executor processes and a lake in a
 * folder, and in this process with lake and models on S3.
 */
class ClusterIT {
  /** What each job logs when its longest step begins. */
  private static final String ETL = "etl: planning the pull";

  private static final String QUALITY = "quality: analyzing new rows";
  private static final String TRAINING = "training: counting what domain-router can learn from";
  private static final String EVALUATION = "evaluation: judging domain-router";

  private static final int INTERACTIONS_PER_WEEK = 500;

  /** With the same secret, both lakes have the same subject keys, and so the same splits. */
  private static final String SUBJECT_SECRET = "5ca1ab1e".repeat(8);

  @TempDir Path folder;
  private Process demo;
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
    if (demo != null) {
      demo.destroyForcibly();
    }
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
    for (String name : List.of("on-cluster", "on-s3")) {
      MigratedPostgres.copyTo(folder.resolve(name));
      Files.writeString(folder.resolve(name).resolve("subject-secret"), SUBJECT_SECRET);
    }
    String demoWeeks = "demo.weeks=" + weeks;
    ClusterSettings settings = new ClusterSettings(2, 1, 1536, freePort(), freePort());
    LocalCluster cluster =
        new LocalCluster(KalimtakProcess.HOME, folder.resolve("cluster"), settings);
    try {
      assertThat(cluster.up().workers()).extracting(LocalCluster.Worker::state).hasSize(2);
      assertThat(page(settings.uiPort()))
          .as("no REST server, which would take code from everyone")
          .contains("Spark Master at")
          .doesNotContain("REST URL");
      assertThat(cluster.up().workers()).as("a second up changes nothing").hasSize(2);
      demo = start("demo", "--conf", cluster.conf().toString(), "--set", demoWeeks);
      await(() -> hasEnded() || usedCores(cluster) == 2);
      assertThat(log()).doesNotContain("kalimtak: ");
      for (String step : lastStepsBeforeAKill) {
        killOneAfter(step, cluster);
      }
      assertThat(demo.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat(demo.exitValue()).as(log()).isZero();
      run("on-s3", "demo", "--set", demoWeeks);
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
          .containsExactlyInAnyOrder("report.html", "subject-secret");
    }
    assertThat(folder.resolve("s3/buffer"))
        .satisfiesAnyOf(
            buffer -> assertThat(buffer).doesNotExist(),
            buffer -> assertThat(buffer).isEmptyDirectory());
  }

  /** Kills a worker with its executor during a step, and then replaces it. */
  private void killOneAfter(String step, LocalCluster cluster) throws Exception {
    int before = log().split(step, -1).length;
    await(() -> hasEnded() || log().split(step, -1).length > before);
    kill(folder.resolve("cluster/processes"), "worker-1");
    String log = log();
    assertThat(log.substring(log.lastIndexOf(step) + step.length()))
        .as("the job was still in this step when its worker was killed")
        .doesNotContain(step.substring(0, step.indexOf(':') + 1));
    await(() -> hasEnded() || usedCores(cluster) == 1);
    cluster.up();
    await(() -> hasEnded() || usedCores(cluster) == 2);
    assertThat(hasEnded()).as(log()).isFalse();
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

  private boolean hasEnded() {
    return !demo.isAlive();
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
  private List<String> tables(String name) {
    String queries =
        "select * except (run_id, bronze_run_id, signals) from silver.candidates order by interaction_id;"
            + " select * from gold.training_data order by interaction_id;"
            + " select model_name, version, split, metric, slice, value from gold.evaluations"
            + " order by model_name, version, split, metric, slice";
    return run(name, "sql", "-e", queries, "--format", "json").lines();
  }

  private CommandRun run(String name, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--set", "spark.master=local[2]"));
    all.addAll(settings(name));
    CommandRun run = CommandRun.of(all);
    assertThat(run.exitCode()).isZero();
    return run;
  }

  private List<String> settings(String name) {
    List<String> all =
        new ArrayList<>(
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
                "evaluation.min-test-rows=20"));
    if (name.equals("on-s3")) {
      all.addAll(
          List.of(
              s3.settings(
                  "lake.root=s3a://" + bucket + "/lake",
                  "lake.restricted-root=s3a://" + restricted + "/own",
                  "models.root=s3a://" + bucket + "/models")));
    }
    return all.stream().flatMap(setting -> Stream.of("--set", setting)).toList();
  }

  private Process start(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(settings("on-cluster"));
    return new ProcessBuilder(KalimtakProcess.command(List.of("-Xmx2g"), all))
        .directory(folder.toFile())
        .redirectOutput(folder.resolve("demo.out").toFile())
        .redirectError(folder.resolve("demo.log").toFile())
        .start();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("demo.log"));
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

  private static String page(int port) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
