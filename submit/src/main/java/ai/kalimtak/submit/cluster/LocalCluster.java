package ai.kalimtak.submit.cluster;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark standalone master and its workers on this host. They are separate processes that outlive
 * the command; a file next to their logs lists them.
 */
public final class LocalCluster {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String MASTER_NAME = "master";
  private static final String MASTER = "org.apache.spark.deploy.master.Master";
  private static final String WORKER = "org.apache.spark.deploy.worker.Worker";

  /** As in {@code submit/kalimtak}: the second compiler starts late. */
  private static final String LATE_COMPILER =
      "-XX:+UseParallelGC -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000"
          + " -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000";

  private final Path home;
  private final Path folder;
  private final ClusterSettings settings;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /**
   * @param home folder whose {@code jars} folder contains Spark and the suite
   * @param folder folder for logs and process ids
   */
  public LocalCluster(Path home, Path folder, ClusterSettings settings) {
    this.home = home;
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * A worker as the master sees it.
   *
   * @param state {@code ALIVE}, {@code DEAD} or another of Spark's worker states
   */
  public record Worker(
      String id, String state, long cores, long usedCores, long memoryMb, long usedMemoryMb) {}

  /**
   * The cluster as its master sees it.
   *
   * @param applications names of the running applications
   */
  public record State(
      String master, String ui, String conf, List<Worker> workers, List<String> applications) {
    long alive() {
      return workers.stream().filter(worker -> worker.state().equals("ALIVE")).count();
    }
  }

  public String masterUrl() {
    return "spark://" + HOST + ":" + settings.port();
  }

  /** Returns the settings file with which any verb runs on this cluster. */
  public Path conf() {
    return folder.resolve("cluster.conf");
  }

  /**
   * Starts every process that is not running, and waits until all workers have registered.
   *
   * @throws JobException if a port is in use or the cluster does not start in time
   */
  public State up() {
    Set<String> present = running().stream().map(Daemon::name).collect(Collectors.toSet());
    if (!present.contains(MASTER_NAME)) {
      checkFree(settings.port(), "cluster.port");
      checkFree(settings.uiPort(), "cluster.ui-port");
      writeConf();
      start(
          MASTER_NAME,
          MASTER,
          "--host",
          HOST,
          "--port",
          String.valueOf(settings.port()),
          "--webui-port",
          String.valueOf(settings.uiPort()));
      await("the master", () -> state().isPresent());
    }
    for (int worker = 1; worker <= settings.workers(); worker++) {
      String name = "worker-" + worker;
      if (present.contains(name)) {
        continue;
      }
      start(
          name,
          WORKER,
          "--host",
          HOST,
          "--cores",
          String.valueOf(settings.workerCores()),
          "--memory",
          settings.workerMemoryMb() + "m",
          "--webui-port",
          "0",
          "--work-dir",
          folder.resolve("work").toString(),
          masterUrl());
    }
    await(
        settings.workers() + " workers",
        () -> state().map(state -> state.alive() >= settings.workers()).orElse(false));
    return state().orElseThrow();
  }

  /** Returns the current state; empty if no master answers. */
  public Optional<State> state() {
    String ui = "http://" + HOST + ":" + settings.uiPort();
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(ui + "/json/"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        return Optional.empty();
      }
      JsonNode json = Json.read(answer.body());
      List<Worker> workers = new ArrayList<>();
      for (JsonNode worker : json.path("workers")) {
        workers.add(
            new Worker(
                worker.path("id").asText(),
                worker.path("state").asText(),
                worker.path("cores").asLong(),
                worker.path("coresused").asLong(),
                worker.path("memory").asLong(),
                worker.path("memoryused").asLong()));
      }
      List<String> applications = new ArrayList<>();
      json.path("activeapps").forEach(app -> applications.add(app.path("name").asText()));
      return Optional.of(
          new State(json.path("url").asText(), ui, conf().toString(), workers, applications));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Stops the workers and the master, and kills those that do not exit within ten seconds.
   *
   * @return the number of processes stopped
   */
  public int down() {
    List<Daemon> daemons = new ArrayList<>(running());
    // The master comes last; otherwise its workers would try to reconnect.
    daemons.sort((a, b) -> b.name().compareTo(a.name()));
    for (Daemon daemon : daemons) {
      daemon.handle().destroy();
      try {
        daemon.handle().onExit().get(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        daemon.handle().destroyForcibly();
      }
    }
    try {
      Files.deleteIfExists(processes());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    return daemons.size();
  }

  private record Daemon(String name, ProcessHandle handle) {}

  /** Returns the listed processes that still run; a start time detects a reused process id. */
  private List<Daemon> running() {
    if (!Files.exists(processes())) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(processes())) {
      return lines
          .map(line -> line.split(" "))
          .flatMap(
              line ->
                  ProcessHandle.of(Long.parseLong(line[1]))
                      .filter(ProcessHandle::isAlive)
                      .filter(handle -> startOf(handle).equals(line[2]))
                      .map(handle -> new Daemon(line[0], handle))
                      .stream())
          .toList();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private void start(String name, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/nohup"))) {
      // Detaches the process so that the cluster outlives the terminal.
      command.add("/usr/bin/nohup");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    // The daemons do little, so that the first compiler and one thread for the garbage are enough.
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // Every user of this machine, and every page in a browser, could submit code to the REST
    // server.
    command.add("-Dspark.master.rest.enabled=false");
    command.addAll(List.of("-cp", home.resolve("jars") + "/*", main));
    command.addAll(List.of(arguments));
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    try {
      Files.createDirectories(folder);
      builder.redirectOutput(log.toFile());
      Process process = builder.start();
      Files.writeString(
          processes(),
          name + " " + process.pid() + " " + startOf(process.toHandle()) + "\n",
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw JobException.failed("cannot start the " + name, "See " + log, e);
    }
  }

  private static String startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toString).orElse("-");
  }

  private void writeConf() {
    try {
      Files.createDirectories(folder);
      int cores = settings.workers() * settings.workerCores();
      Files.writeString(
          conf(),
          String.join(
              "\n",
              "# Written by kalimtak cluster up. Pass this file with --conf to run a verb on this cluster.",
              "spark.master = \"" + masterUrl() + "\"",
              "spark.conf {",
              "  spark.driver.host = \"" + HOST + "\"",
              "  spark.driver.bindAddress = \"" + HOST + "\"",
              "  spark.executor.extraJavaOptions = \"" + LATE_COMPILER + "\"",
              "  spark.executor.memory = " + settings.workerMemoryMb() + "m",
              "  spark.sql.shuffle.partitions = " + Math.max(4, 2 * cores),
              "  spark.databricks.delta.snapshotPartitions = 2",
              "}",
              ""));
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private void await(String what, java.util.function.BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end) || running().isEmpty()) {
        throw JobException.failed(
            what + " did not start in time",
            "See the logs in " + folder + "; kalimtak cluster down stops what is running");
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw JobException.failed("interrupted while waiting for " + what, "");
      }
    }
  }

  private static void checkFree(int port, String setting) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      socket.setReuseAddress(true);
    } catch (IOException e) {
      throw JobException.badSettings(
          "port " + port + " is in use", "Choose another with --set " + setting + "=PORT");
    }
  }

  private Path processes() {
    return folder.resolve("processes");
  }

  private JobException cannotWrite(IOException e) {
    return JobException.failed(
        "cannot read or write " + folder, "Check state.directory and its permissions", e);
  }
}
