package ai.kalimtak.submit.launch;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.CoreSettings.SparkSettings;
import ai.kalimtak.common.settings.Settings;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Builds the {@code spark-submit} command for a verb: with the script of a Spark distribution if
 * there is one, otherwise with Spark's main class on the assembled jars. The settings are passed
 * both as a file and as Spark options, so that they are the same in every mode.
 */
public final class SparkSubmission {
  private static final String SPARK_SUBMIT = "org.apache.spark.deploy.SparkSubmit";
  private static final String DRIVER_MEMORY = "spark.driver.memory";
  private static final String DRIVER_OPTIONS = "spark.driver.extraJavaOptions";
  private static final String STANDALONE_WAITS = "spark.standalone.submit.waitAppCompletion";
  private static final String YARN_ATTEMPTS = "spark.yarn.maxAppAttempts";
  private static final String EXECUTOR_OVERHEAD = "spark.executor.minMemoryOverhead";
  private static final String DRIVER_OVERHEAD = "spark.driver.minMemoryOverhead";

  /** Jobs with 2 GB of heap used up to 0.5 GB more; Spark would request only 0.375 GB more. */
  private static final String OVERHEAD = "1g";

  private static final String KUBERNETES_UPLOADS = "spark.kubernetes.file.upload.path";

  private final SparkWork work;
  private final CoreSettings core;
  private final Surroundings surroundings;

  /**
   * The machine and folders from which the command is run.
   *
   * @param home the assembled folder, whose {@code jars} folder contains Spark and the suite
   * @param repository the folder that contains the modules
   * @param jvmOptions options of a JVM that runs Spark
   */
  record Surroundings(
      Path home, Path repository, List<String> jvmOptions, Map<String, String> environment) {

    /** Returns those of this process, which {@code submit/kalimtak} has started. */
    static Surroundings own() {
      String launcher = System.getProperty("kalimtak.launcher");
      String home = System.getProperty("kalimtak.home");
      if (launcher == null || home == null) {
        throw JobException.badSettings(
            "the jars to submit are unknown", "Use the launcher: submit/kalimtak");
      }
      return new Surroundings(
          Path.of(home),
          Path.of(launcher).toAbsolutePath().getParent().getParent(),
          ManagementFactory.getRuntimeMXBean().getInputArguments(),
          System.getenv());
    }

    Optional<String> variable(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    Optional<String> sparkHome() {
      return variable("SPARK_HOME");
    }
  }

  SparkSubmission(SparkWork work, CoreSettings core, Surroundings surroundings) {
    this.work = work;
    this.core = core;
    this.surroundings = surroundings;
  }

  /** Returns the submission of a verb that was typed on this machine. */
  public static SparkSubmission of(SparkWork work, CoreSettings core) {
    return new SparkSubmission(work, core, Surroundings.own());
  }

  /** Returns whether {@code spark-submit} must do the work instead of this process. */
  public static boolean isNeeded(SparkWork work, CoreSettings core) {
    boolean submitted = System.getProperty("spark.master") != null;
    boolean launched = System.getProperty("kalimtak.launcher") != null;
    return launched
        && !submitted
        && (System.getenv("SPARK_HOME") != null
            || (work.onCluster() && core.spark().isDriverOnCluster())
            || needsDistribution(core.spark()));
  }

  public boolean isDriverOnCluster() {
    return work.onCluster() && core.spark().isDriverOnCluster();
  }

  /**
   * @param conf the settings file
   * @param arguments the arguments after the verb, without {@code --conf} and {@code --dry-run}
   */
  public SubmitLine line(Optional<Path> conf, List<String> arguments) {
    SparkSettings spark = core.spark();
    SubmitLine line = new SubmitLine();
    boolean byScript = surroundings.sparkHome().isPresent() || needsDistribution(spark);
    if (byScript) {
      line.addScript(surroundings.sparkHome().orElse("SPARK_HOME"));
    } else {
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      surroundings.jvmOptions().forEach(line::add);
      line.add("-cp", surroundings.home().resolve("jars") + "/*", SPARK_SUBMIT);
    }
    line.add("--master", spark.master());
    line.add("--deploy-mode", isDriverOnCluster() ? "cluster" : "client");
    if (byScript || isDriverOnCluster()) {
      addDriverOptions(line);
    }
    sparkConf().forEach((key, value) -> line.add("--conf", key + "=" + value));
    surroundings
        .variable("KALIMTAK_JARS")
        .ifPresent(jars -> line.add("--jars", jars.replace(File.pathSeparatorChar, ',')));
    Optional<String> file = conf.map(path -> path.toAbsolutePath().normalize().toString());
    if (isFileShipped()) {
      file.ifPresent(path -> line.add("--files", path));
    }
    line.add("--class", work.mainClass());
    line.add(isInImage() ? "local://" + jar() : jar().toString());
    work.leading().forEach(line::add);
    file.map(path -> isFileShipped() ? Path.of(path).getFileName().toString() : path)
        .ifPresent(path -> line.add("--conf", path));
    addArguments(line, arguments);
    // Comes after the user's own options because the last one wins.
    locations().forEach(location -> line.add("--set", location));
    return line;
  }

  /**
   * @throws JobException if this machine cannot run the command
   */
  public void checkRunnable() {
    if (surroundings.sparkHome().isEmpty() && needsDistribution(core.spark())) {
      throw JobException.badSettings(
          "spark.master " + core.spark().master() + " needs a Spark distribution's own jars",
          "Set SPARK_HOME to a Spark 4.2 distribution");
    }
    surroundings
        .sparkHome()
        .map(home -> Path.of(home, "bin", "spark-submit"))
        .filter(script -> !Files.isExecutable(script))
        .ifPresent(
            script -> {
              throw JobException.badSettings(
                  "SPARK_HOME has no bin/spark-submit: " + script + " does not exist",
                  "Unset it, or point it at a Spark 4.2 distribution");
            });
    if (!Files.isRegularFile(jar())) {
      throw JobException.failed(jar() + " does not exist", "Build it: ./mvnw -DskipTests package");
    }
    if (isDriverOnCluster() && core.supabase().url().isEmpty() && !isMasterHere()) {
      throw JobException.badSettings(
          "with spark.deploy-mode = cluster the driver runs on another machine, which cannot reach the embedded Postgres",
          "Set supabase.url");
    }
  }

  /** The assembled jars contain no clients of YARN and Kubernetes. */
  private static boolean needsDistribution(SparkSettings spark) {
    return isYarn(spark) || isKubernetes(spark);
  }

  private static boolean isKubernetes(SparkSettings spark) {
    return spark.master().startsWith("k8s:");
  }

  private static boolean isYarn(SparkSettings spark) {
    return spark.master().startsWith("yarn");
  }

  private boolean isStandalone() {
    return core.spark().master().startsWith("spark:");
  }

  private boolean isMasterHere() {
    return core.spark().master().matches("spark://(127\\.0\\.0\\.1|localhost)(:.*)?");
  }

  /**
   * Without an upload location, the driver image on Kubernetes must contain every file at its local
   * path.
   */
  private boolean isInImage() {
    return isDriverOnCluster()
        && isKubernetes(core.spark())
        && !core.spark().conf().containsKey(KUBERNETES_UPLOADS);
  }

  /** YARN and Kubernetes copy files to the driver's folder; a standalone cluster does not. */
  private boolean isFileShipped() {
    return isDriverOnCluster() && needsDistribution(core.spark()) && !isInImage();
  }

  private void addDriverOptions(SubmitLine line) {
    Map<String, String> conf = core.spark().conf();
    if (!conf.containsKey(DRIVER_MEMORY)) {
      line.add("--driver-memory", surroundings.variable("KALIMTAK_MEMORY").orElse("3g"));
    }
    List<String> options = new ArrayList<>(List.of("-Xss4m", "-Dfile.encoding=UTF-8"));
    if (isDriverOnCluster() && isStandalone()) {
      // Spark adds these options to every JVM that it starts except this one.
      Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
          .filter(option -> !option.startsWith("--add-modules"))
          .forEach(options::add);
    }
    if (!isDriverOnCluster()) {
      Path submit = surroundings.repository().resolve("submit");
      options.add("-Dkalimtak.launcher=" + submit.resolve("kalimtak"));
      options.add(
          "-Dlog4j2.configurationFile=file:"
              + submit.resolve("src/main/resources/log4j2.properties"));
    }
    surroundings.variable("KALIMTAK_JAVA_OPTIONS").ifPresent(options::add);
    Optional.ofNullable(conf.get(DRIVER_OPTIONS)).ifPresent(options::add);
    line.add("--driver-java-options", String.join(" ", options));
  }

  /** Returns Spark options without secrets, which the driver reads from the settings file. */
  private Map<String, String> sparkConf() {
    Map<String, String> conf = new java.util.TreeMap<>(core.spark().conf());
    conf.remove(DRIVER_OPTIONS);
    conf.keySet().removeIf(Settings::isSecret);
    if (isDriverOnCluster() && isStandalone()) {
      conf.putIfAbsent(STANDALONE_WAITS, "true");
    }
    if (needsDistribution(core.spark())) {
      // YARN and Kubernetes kill a container that exceeds its requested memory.
      conf.putIfAbsent(EXECUTOR_OVERHEAD, OVERHEAD);
      if (isDriverOnCluster()) {
        conf.putIfAbsent(DRIVER_OVERHEAD, OVERHEAD);
      }
    }
    if (isDriverOnCluster() && isYarn(core.spark())) {
      // YARN would silently repeat a run that failed or whose version was refused.
      conf.putIfAbsent(YARN_ATTEMPTS, "1");
    }
    return conf;
  }

  /** A driver on the cluster runs in another folder, so it needs absolute locations. */
  private List<String> locations() {
    if (!isDriverOnCluster()) {
      return List.of();
    }
    return Stream.of(
            "state.directory=" + core.stateDirectory(),
            "lake.root=" + core.lake().root(),
            "lake.restricted-root=" + core.lake().restrictedRoot(),
            "models.root=" + core.modelsRoot())
        .toList();
  }

  private static void addArguments(SubmitLine line, List<String> arguments) {
    for (int at = 0; at < arguments.size(); at++) {
      boolean pair = arguments.get(at).equals("--set") && at + 1 < arguments.size();
      if (pair) {
        line.add(arguments.get(at), arguments.get(++at));
      } else {
        line.add(arguments.get(at));
      }
    }
  }

  private Path jar() {
    return surroundings
        .repository()
        .resolve(work.module())
        .resolve("target")
        .resolve(work.module() + ".jar");
  }
}
