package ai.kalimtak.common.s3;

import ai.kalimtak.common.settings.CoreSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The settings that a session needs if a root is on S3, unless the cluster already sets them. */
public final class S3Defaults {
  private static final String CREDENTIALS = "fs.s3a.aws.credentials.provider";

  /**
   * Keys in Hadoop's configuration come first (Spark passes the driver's {@code AWS_ACCESS_KEY_ID}
   * to its executors that way), then AWS's default chain, which supports profiles, web identities
   * and the roles of containers and instances.
   */
  private static final List<String> CREDENTIAL_PROVIDERS =
      List.of(
          "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
          "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
          "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider");

  /**
   * With these values a request to a store that does not answer fails within half a minute; with
   * Hadoop's defaults (7 times 5 attempts) it takes three. The limits for a store that answers
   * "slow down" are separate.
   */
  private static final Map<String, String> PATIENCE =
      Map.of(
          "fs.s3a.attempts.maximum", "3",
          "fs.s3a.retry.limit", "5",
          "fs.s3a.connection.establish.timeout", "10s");

  private static final String ONE_LOG_STORE = "spark.delta.logStore.class";
  private static final String LOG_STORE = "spark.delta.logStore.s3a.impl";

  private S3Defaults() {}

  public static Map<String, String> of(CoreSettings core) {
    Map<String, String> conf = new LinkedHashMap<>();
    boolean onS3 =
        List.of(core.lake().root(), core.lake().restrictedRoot(), core.modelsRoot()).stream()
            .anyMatch(root -> root.startsWith("s3a:"));
    if (!onS3) {
      return conf;
    }
    Map<String, String> hadoop = new LinkedHashMap<>(PATIENCE);
    hadoop.put(CREDENTIALS, String.join(",", CREDENTIAL_PROVIDERS));
    hadoop.forEach(
        (key, value) -> {
          if (isHadoopDefault(key) && isUnset("spark.hadoop." + key, core)) {
            conf.put("spark.hadoop." + key, value);
          }
        });
    // Delta rejects the two settings together.
    if (isUnset(ONE_LOG_STORE, core) && isUnset(LOG_STORE, core)) {
      conf.put(LOG_STORE, ConditionalLogStore.class.getName());
    }
    return conf;
  }

  /**
   * Whether neither the settings nor spark-submit, which sets system properties, define the key.
   */
  private static boolean isUnset(String key, CoreSettings core) {
    return System.getProperty(key) == null && !core.spark().conf().containsKey(key);
  }

  /** Whether no configuration file of the cluster sets the key. */
  private static boolean isHadoopDefault(String key) {
    String[] sources = new Configuration().getPropertySources(key);
    return sources == null || List.of(sources).stream().allMatch("core-default.xml"::equals);
  }
}
