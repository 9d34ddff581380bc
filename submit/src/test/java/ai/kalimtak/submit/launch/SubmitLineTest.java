package ai.kalimtak.submit.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.etl.EtlJob;
import ai.kalimtak.submit.launch.SparkSubmission.Surroundings;
import ai.kalimtak.submit.launch.SubmitLine.DriverWatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubmitLineTest {
  private static final SparkWork ETL = SparkWork.job(new EtlJob());
  private static final Optional<Path> CONF = Optional.of(Path.of("/etc/kalimtak/my settings.conf"));

  @Test
  void withoutADistributionRunsSparksClassOnTheAssembledJars() {
    List<String> words =
        line(Map.of(), ETL, List.of("--json"), "spark.master=\"local[2]\"").words();
    assertThat(words)
        .containsSequence("-Xmx3g", "-cp", "/opt/kalimtak/submit/target/kalimtak/jars/*")
        .containsSequence("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]")
        .containsSequence(
            "--class",
            "ai.kalimtak.etl.EtlJob",
            "/opt/kalimtak/etl-job/target/etl-job.jar",
            "--conf",
            "/etc/kalimtak/my settings.conf",
            "--json");
  }

  @Test
  void showsTheScriptOfADistributionRelativeToItsVariable() {
    SubmitLine line =
        line(
            Map.of("SPARK_HOME", "/opt/spark", "KALIMTAK_JARS", "/a.jar:/b.jar"),
            SparkWork.verb("cycle"),
            List.of(),
            "spark.conf.spark.executor.memory=4g");
    assertThat(line.forShell()).startsWith("\"$SPARK_HOME\"/bin/spark-submit \\\n");
    assertThat(line.words())
        .startsWith("/opt/spark/bin/spark-submit")
        .containsSequence("--driver-memory", "3g")
        .containsSequence("--conf", "spark.executor.memory=4g")
        .containsSequence("--jars", "/a.jar,/b.jar")
        .containsSequence("/opt/kalimtak/submit/target/submit.jar", "cycle");
  }

  @Test
  void onYarnUploadsTheSettingsFileToTheDriversFolder() {
    assertThat(
            line(
                    Map.of(),
                    ETL,
                    List.of("--set", "state.directory=here"),
                    "spark.master=yarn",
                    "spark.deploy-mode=cluster",
                    "lake.root=\"s3a://bucket/lake\"")
                .words())
        .containsSequence("--deploy-mode", "cluster")
        .containsSequence("--files", "/etc/kalimtak/my settings.conf")
        .containsSequence("--conf", "spark.yarn.maxAppAttempts=1")
        .containsSequence("/opt/kalimtak/etl-job/target/etl-job.jar", "--conf", "my settings.conf")
        .as("the typed setting, and after it the absolute locations")
        .containsSubsequence("state.directory=here", "lake.root=s3a://bucket/lake");
  }

  @Test
  void onKubernetesUsesTheFilesOfTheImageOrUploadsThem() {
    String[] settings = {"spark.master=\"k8s://https://a:6443\"", "spark.deploy-mode=cluster"};
    assertThat(line(Map.of(), ETL, List.of(), settings).words())
        .containsSequence(
            "local:///opt/kalimtak/etl-job/target/etl-job.jar",
            "--conf",
            "/etc/kalimtak/my settings.conf")
        .doesNotContain("--files");
    assertThat(
            line(
                    Map.of(),
                    ETL,
                    List.of(),
                    settings[0],
                    settings[1],
                    "spark.conf.spark.kubernetes.file.upload.path=\"s3a://bucket/uploads\"")
                .words())
        .containsSequence("--files", "/etc/kalimtak/my settings.conf")
        .containsSequence("/opt/kalimtak/etl-job/target/etl-job.jar", "--conf", "my settings.conf");
  }

  @Test
  void requestsMemoryOverheadWhereContainersAreLimited() {
    assertThat(
            line(Map.of("SPARK_HOME", "/opt/spark"), ETL, List.of(), "spark.master=yarn").words())
        .contains("spark.executor.minMemoryOverhead=1g")
        .as("the driver runs on this machine")
        .doesNotContain("spark.driver.minMemoryOverhead=1g");
    assertThat(
            line(
                    Map.of(),
                    ETL,
                    List.of(),
                    "spark.master=\"k8s://https://a:6443\"",
                    "spark.deploy-mode=cluster",
                    "spark.conf.spark.executor.minMemoryOverhead=2g")
                .words())
        .contains("spark.driver.minMemoryOverhead=1g", "spark.executor.minMemoryOverhead=2g");
  }

  @Test
  void onAStandaloneClusterReadsTheFileInPlaceAndWaitsForTheDriver() {
    List<String> words =
        line(Map.of(), ETL, List.of(), "spark.master=\"spark://a:1\"", "spark.deploy-mode=cluster")
            .words();
    assertThat(words)
        .contains("spark.standalone.submit.waitAppCompletion=true")
        .containsSequence("--conf", "/etc/kalimtak/my settings.conf")
        .doesNotContain("--files");
    assertThat(words.get(words.indexOf("--driver-java-options") + 1))
        .as("module options that Spark does not pass to this driver")
        .contains("--add-opens=java.base/java.lang.invoke=ALL-UNNAMED");
  }

  @Test
  void runsTheDriverLocallyIfTheResultIsShownLocally() {
    assertThat(
            line(
                    Map.of("SPARK_HOME", "/opt/spark"),
                    SparkWork.verbHere("sql"),
                    List.of(),
                    "spark.master=yarn",
                    "spark.deploy-mode=cluster")
                .words())
        .containsSequence("--deploy-mode", "client");
  }

  @Test
  void showsSecretsAsNamesAndNeverAsValues() throws Exception {
    SubmitLine line =
        line(
            Map.of(
                "SPARK_HOME",
                "/opt/spark",
                "KALIMTAK_JAVA_OPTIONS",
                "-Dtrust.password=hunter1 -Done=1",
                "SUPABASE_DB_PASSWORD",
                "hunter2"),
            ETL,
            List.of("--set", "spark.conf.spark.a.secret=hunter3"),
            "spark.conf.spark.b.token=hunter4");
    assertThat(line.forShell())
        .doesNotContain("hunter")
        .contains("-Dtrust.password='\"$TRUST_PASSWORD\"'")
        .contains("spark.conf.spark.a.secret=\"$SPARK_CONF_SPARK_A_SECRET\"");
    assertThat(line.words()).as("it is in the driver's file").noneMatch(w -> w.contains("hunter4"));
    assertThat(inShell(line, "TRUST_PASSWORD", "hunter1", "SPARK_CONF_SPARK_A_SECRET", "hunter3"))
        .isEqualTo(line.words());
  }

  @Test
  void aShellPassesOnEveryWordUnchanged() throws Exception {
    SubmitLine line =
        line(
            Map.of("SPARK_HOME", "/opt/spark"),
            SparkWork.verbHere("sql"),
            List.of("-e", "select 'a b', \"c\", `d` from t where x = '$HOME' -- ü\n", "*", ""));
    assertThat(inShell(line)).isEqualTo(line.words());
  }

  @Test
  void refusesYarnWithoutADistribution() {
    assertThatThrownBy(() -> submission(Map.of(), ETL, "spark.master=yarn").checkRunnable())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Set SPARK_HOME");
  }

  @Test
  void readsTheDriversStateFromSparksLogOnEachKindOfCluster() {
    assertThat(
            DriverWatch.stateIn("INFO ClientEndpoint: State of driver driver-2026-0001 is FAILED"))
        .contains("FAILED");
    assertThat(
            DriverWatch.stateIn(
                "INFO LoggingPodStatusWatcherImpl: Application status for spark-1 (phase: Failed)"))
        .contains("FAILED");
    assertThat(DriverWatch.stateIn("\t final status: SUCCEEDED")).contains("SUCCEEDED");
    assertThat(DriverWatch.stateIn("INFO Utils: Successfully started service")).isEmpty();
  }

  /** Returns the words into which bash splits the printed command, without running it. */
  private static List<String> inShell(SubmitLine line, String... variables) throws Exception {
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", "printf '%s\\0' " + line.forShell());
    bash.environment().put("SPARK_HOME", "/opt/spark");
    for (int at = 0; at < variables.length; at += 2) {
      bash.environment().put(variables[at], variables[at + 1]);
    }
    Process process = bash.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return List.of(out.substring(0, out.length() - 1).split("\0", -1));
  }

  private static SubmitLine line(
      Map<String, String> environment, SparkWork work, List<String> arguments, String... settings) {
    return submission(environment, work, settings).line(CONF, arguments);
  }

  private static SparkSubmission submission(
      Map<String, String> environment, SparkWork work, String... settings) {
    CoreSettings core =
        Settings.load(Optional.empty(), new ArrayList<>(List.of(settings)))
            .reader()
            .bind(CoreSettings::from);
    return new SparkSubmission(
        work,
        core,
        new Surroundings(
            Path.of("/opt/kalimtak/submit/target/kalimtak"),
            Path.of("/opt/kalimtak"),
            List.of("-Xmx3g"),
            environment));
  }
}
