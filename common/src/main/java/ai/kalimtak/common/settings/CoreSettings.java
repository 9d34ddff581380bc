package ai.kalimtak.common.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Settings that every job shares, as bound from the sections {@code state}, {@code supabase},
 * {@code lake}, {@code models}, {@code spark}, {@code run}, {@code metrics} and {@code lineage}.
 *
 * @param stateDirectory absolute path of the folder for files that a run keeps outside the lake
 * @param lockWaitSeconds how long to wait for another run of the same job
 * @param telemetry where the start and end of a run are reported
 */
public record CoreSettings(
    Path stateDirectory,
    SupabaseSettings supabase,
    LakeSettings lake,
    String modelsRoot,
    SparkSettings spark,
    int lockWaitSeconds,
    TelemetrySettings telemetry) {

  private static final long BYTES_PER_MB = 1 << 20;
  private static final String TIME_ZONE = "spark.sql.session.timeZone";

  private static final Pattern S3_CREDENTIAL =
      Pattern.compile("fs\\.s3a\\.(.+\\.)?(access\\.key|secret\\.key|session\\.token)$");

  /**
   * @param root root of the Delta tables: an absolute path or a URI
   * @param restrictedRoot root of {@code restricted/identities}
   * @param retentionDays how long the lake keeps a row; 0: forever
   */
  public record LakeSettings(String root, String restrictedRoot, int retentionDays) {}

  /**
   * @param master Spark's master URL
   * @param deployMode {@code client} or {@code cluster}: where the driver runs
   * @param interpretUpToBytes size of the data up to which a local Spark interprets expressions
   * @param conf any Spark configuration
   */
  public record SparkSettings(
      String master, String deployMode, long interpretUpToBytes, Map<String, String> conf) {
    /** Whether Spark runs in this process; a master that spark-submit has set takes precedence. */
    public boolean isLocal() {
      return System.getProperty("spark.master", master).startsWith("local");
    }

    /** Whether the driver runs on the cluster. */
    public boolean isDriverOnCluster() {
      return deployMode.equals("cluster");
    }
  }

  public static CoreSettings from(SettingsReader reader) {
    CoreSettings settings =
        new CoreSettings(
            Path.of(reader.text("state.directory")).toAbsolutePath().normalize(),
            SupabaseSettings.from(reader),
            new LakeSettings(
                location(reader.text("lake.root")),
                location(reader.text("lake.restricted-root")),
                reader.integer("lake.retention-days", 0, 36_500)),
            location(reader.text("models.root")),
            new SparkSettings(
                reader.text("spark.master"),
                reader.oneOf("spark.deploy-mode", "client", "cluster"),
                reader.integer("spark.interpret-up-to-mb", 0, 100_000) * BYTES_PER_MB,
                reader.section("spark.conf")),
            reader.integer("run.lock-wait-seconds", 0, 86_400),
            TelemetrySettings.from(reader));
    String restricted = settings.lake().restrictedRoot();
    if (restricted.equals(settings.lake().root())
        || restricted.startsWith(settings.lake().root() + "/")) {
      reader.problem(
          "lake.restricted-root",
          "is inside lake.root; must be outside, so that it can have its own access rights");
    }
    if (settings.spark().isLocal() && settings.spark().isDriverOnCluster()) {
      reader.problem(
          "spark.deploy-mode",
          "is cluster, must be client with spark.master " + settings.spark().master());
    }
    String zone = settings.spark().conf().getOrDefault(TIME_ZONE, "UTC");
    if (!zone.equals("UTC")) {
      reader.problem(
          "spark.conf." + TIME_ZONE,
          "is "
              + zone
              + ", must be UTC: the lake's dates are in UTC, and a row would belong to two of them");
    }
    settings.spark().conf().keySet().stream()
        .filter(key -> S3_CREDENTIAL.matcher(key).find())
        .forEach(
            key ->
                reader.problem(
                    "spark.conf." + key,
                    "contains credentials; put them into the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)"
                        + " or another source of the AWS default chain"));
    return settings;
  }

  /** Returns a URI unchanged and a path as an absolute one, without a trailing slash. */
  private static String location(String text) {
    String place =
        text.matches("^[a-z][a-z0-9+.-]+:/.*")
            ? text
            : Path.of(text).toAbsolutePath().normalize().toString();
    return place.length() > 1 && place.endsWith("/")
        ? place.substring(0, place.length() - 1)
        : place;
  }
}
