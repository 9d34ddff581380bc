package ai.kalimtak.submit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.submit.cluster.ClusterSettings;
import ai.kalimtak.submit.cluster.LocalCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The printed command does the same as the verb, also with the driver on a cluster. */
class SubmitIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("kalimtak.repository"), "submit", "kalimtak");
  private static final String USER_ID = "5b1f0f43-1a4e-4c5d-9a52-7f2f9d0c1e11";
  private static final String TEXT = "write to jane.roe@example.com about the boat";

  @TempDir Path folder;

  @Test
  void aPastedCommandAndADriverOnTheClusterDoTheSameAsTheVerb() throws Exception {
    Path conf = folder.resolve("my settings.conf");
    Files.writeString(
        conf,
        "state.directory = \""
            + folder.resolve("state")
            + "\"\nspark.master = \"local[2]\"\n"
            + "metrics.textfile-directory = \""
            + folder.resolve("metrics")
            + "\"\n"
            + "lineage.file = \""
            + folder.resolve("lineage.jsonl")
            + "\"\n");
    importOne();

    String line = kalimtak("etl", "--dry-run", "--json", "--conf", conf.toString());
    JsonNode pasted = lastLine(run(List.of("bash", "-c", line)));
    assertThat(pasted.path("job").asText()).isEqualTo("etl");
    assertThat(pasted.at("/report/rows_written").asInt()).isEqualTo(1);
    checkMetricsAndLineage();
    checkLog();

    backUpDestroyAndRestore();

    onCluster(
        conf,
        cluster -> {
          checkPulled(pasted, lastLine(kalimtak(cluster)));
          List<String> bad = new ArrayList<>(List.of(cluster));
          bad.addAll(List.of("--set", "etl.source-table=public.nothing"));
          checkRefusal(start(bad.toArray(String[]::new)));
        });
  }

  /** Checks a failed driver, for which Spark's own command still exits with 0. */
  private void checkRefusal(int exit) throws IOException {
    JsonNode refused = lastLine(Files.readString(folder.resolve("stdout")));
    assertThat(refused.at("/submit_end/driver_state").asText())
        .as(refused.toString())
        .isEqualTo("FAILED");
    assertThat(exit).isEqualTo(ExitCode.FAILED.code());
  }

  private static void checkPulled(JsonNode pasted, JsonNode onCluster) {
    assertThat(onCluster.at("/submit_end/exit_code").asInt()).isZero();
    assertThat(onCluster.at("/submit_end/driver_state").asText()).isEqualTo("FINISHED");
    assertThat(onCluster.path("runs")).hasSize(1);
    assertThat(onCluster.at("/runs/0/job").asText()).isEqualTo("etl");
    assertThat(onCluster.at("/runs/0/status").asText()).isEqualTo("skipped");
    assertThat(onCluster.at("/runs/0/report/bronze_version"))
        .as("the driver on the cluster reads the restored lake and registry")
        .isEqualTo(pasted.at("/report/bronze_version"));
  }

  @Test
  void theCompletionScriptCompletesVerbsAndOptionsInBash() throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, kalimtak("completion", "bash"));
    String complete =
        "source '"
            + script
            + "'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_kalimtak;"
            + " echo \"${COMPREPLY[@]}\"";
    assertThat(run(List.of("bash", "-c", String.format(complete, "kalimtak doc", 1))).strip())
        .isEqualTo("doctor");
    assertThat(run(List.of("bash", "-c", String.format(complete, "kalimtak etl --dr", 2))).strip())
        .isEqualTo("--dry-run");
  }

  private void importOne() throws Exception {
    Path file = folder.resolve("one.jsonl");
    Files.writeString(
        file,
        "{\"id\":\"0b8f7a70-0000-4000-8000-000000000001\",\"user_id\":\""
            + USER_ID
            + "\","
            + "\"created_at\":\"2026-01-05T10:00:00Z\",\"input_text\":\""
            + TEXT
            + "\","
            + "\"model_output\":\"Dear Jane\",\"feedback_score\":5}\n");
    kalimtak("import", file.toString(), "--set", "state.directory=" + folder.resolve("state"));
  }

  private void checkMetricsAndLineage() throws IOException {
    String metrics = Files.readString(folder.resolve("metrics/kalimtak_etl.prom"));
    assertThat(metrics)
        .contains("kalimtak_job_last_run_report{job=\"etl\",name=\"rows_written\"} 1\n")
        .contains("outcome=\"succeeded\"} 1\n");
    String lineage = Files.readString(folder.resolve("lineage.jsonl"));
    assertThat(lineage.lines()).hasSize(2);
    JsonNode complete = Json.read(lineage.lines().toList().get(1));
    assertThat(complete.path("eventType").asText()).isEqualTo("COMPLETE");
    assertThat(complete.at("/inputs/0/name").asText()).endsWith("public.user_interactions");
    assertThat(complete.path("outputs"))
        .extracting(output -> output.path("name").asText())
        .contains(folder.resolve("state/lake") + "/bronze/interactions");
    // Contains neither the user nor any part of the texts.
    assertThat(metrics + lineage).doesNotContain(USER_ID, "jane", "Jane", "boat", "0b8f7a70");
  }

  /** Checks the log lines that KALIMTAK_LOG_FORMAT=json produces. */
  private void checkLog() throws IOException {
    List<JsonNode> lines =
        Files.readAllLines(folder.resolve("stderr")).stream()
            .filter(line -> line.startsWith("{"))
            .map(Json::read)
            .filter(line -> line.path("job").asText().equals("etl"))
            .toList();
    assertThat(lines).isNotEmpty();
    assertThat(lines).allMatch(line -> line.path("run_id").asText().matches("[0-9]+"));
    assertThat(lines).anyMatch(line -> line.path("step").asText().equals("starting Spark"));
    assertThat(lines.toString()).doesNotContain(USER_ID, "jane", "Jane");
  }

  private void backUpDestroyAndRestore() throws Exception {
    Path ops = LAUNCHER.resolveSibling("deploy").resolve("ops");
    Path archive = folder.resolve("backup.tar");
    String state = folder.resolve("state").toString();
    run(List.of(ops.resolve("backup").toString(), archive.toString(), state));
    run(List.of("rm", "-r", state));
    run(List.of(ops.resolve("restore").toString(), archive.toString(), state));
  }

  private interface Check {
    /**
     * @param words verb and options of a pull whose driver runs on the cluster
     */
    void of(String[] words) throws Exception;
  }

  private void onCluster(Path conf, Check check) throws Exception {
    LocalCluster cluster =
        new LocalCluster(
            KalimtakProcess.HOME,
            folder.resolve("cluster"),
            new ClusterSettings(1, 2, 2048, freePort(), freePort()));
    try {
      String master = cluster.up().master();
      check.of(
          new String[] {
            "etl",
            "--json",
            "--conf",
            conf.toString(),
            "--set",
            "spark.master=" + master,
            "--set",
            "spark.deploy-mode=cluster",
            "--set",
            "spark.conf.spark.driver.memory=1g",
            "--set",
            "spark.conf.spark.executor.memory=1g"
          });
    } finally {
      assertThat(cluster.down()).isEqualTo(2);
    }
  }

  private String kalimtak(String... arguments) throws Exception {
    int exit = start(arguments);
    assertThat(exit).as(Files.readString(folder.resolve("stderr"))).isZero();
    return Files.readString(folder.resolve("stdout"));
  }

  private int start(String... arguments) throws Exception {
    return exitOf(
        KalimtakProcess.command(
            List.of(
                "-Xmx1g",
                "-Dkalimtak.launcher=" + LAUNCHER,
                "-Dkalimtak.home=" + KalimtakProcess.HOME),
            List.of(arguments)));
  }

  private String run(List<String> command) throws Exception {
    int exit = exitOf(command);
    assertThat(exit).as(Files.readString(folder.resolve("stderr"))).isZero();
    return Files.readString(folder.resolve("stdout"));
  }

  private int exitOf(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("KALIMTAK_LOG_FORMAT", "json");
    builder.directory(folder.toFile());
    builder.redirectOutput(folder.resolve("stdout").toFile());
    builder.redirectError(folder.resolve("stderr").toFile());
    Process process = builder.start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    if (!ended) {
      process.destroy();
    }
    assertThat(ended).as(Files.readString(folder.resolve("stderr"))).isTrue();
    return process.exitValue();
  }

  private static JsonNode lastLine(String out) {
    List<String> lines = out.lines().toList();
    return Json.read(lines.get(lines.size() - 1));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
