package ai.kalimtak.common.text;

import ai.kalimtak.common.failure.JobException;
import java.util.Optional;
import java.util.ServiceLoader;

/** The sentence encoder of this JVM, loaded at first use. */
public final class SentenceEncoders {
  /** The remedy for a missing encoder. */
  public static final String REMEDY =
      "Build the optional module with ./mvnw -Pembeddings -pl common/embeddings -am -DskipTests"
          + " package, and add common/embeddings/target/embeddings.jar to KALIMTAK_JARS"
          + " (spark-submit: --jars)";

  private static SentenceEncoder loaded;

  private SentenceEncoders() {}

  /** Whether the optional module is on the class path; does not load the model. */
  public static boolean present() {
    return provider().isPresent();
  }

  /**
   * Returns the encoder, with its model in memory.
   *
   * @throws JobException if the optional module is not on the class path
   */
  public static synchronized SentenceEncoder get() {
    if (loaded == null) {
      loaded = provider().map(ServiceLoader.Provider::get).orElseThrow(SentenceEncoders::missing);
    }
    return loaded;
  }

  static JobException missing() {
    return JobException.failed(
        "the model needs sentence embeddings, but their module is not on the class path", REMEDY);
  }

  private static Optional<ServiceLoader.Provider<SentenceEncoder>> provider() {
    // Jars added to a Spark application are visible only to the thread's class loader.
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    return ServiceLoader.load(
            SentenceEncoder.class, own == null ? SentenceEncoder.class.getClassLoader() : own)
        .stream()
        .findFirst();
  }
}
