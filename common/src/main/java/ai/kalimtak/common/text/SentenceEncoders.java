package ai.kalimtak.common.text;

import ai.kalimtak.common.failure.JobException;
import java.util.Optional;
import java.util.ServiceLoader;

/** The sentence encoder of this JVM, loaded once, when it is first asked for. */
public final class SentenceEncoders {
  /** What to do where there is none. */
  public static final String REMEDY =
      "Build the optional module with ./mvnw -Pembeddings -pl common/embeddings -am -DskipTests"
          + " package, and name its common/embeddings/target/embeddings.jar in KALIMTAK_JARS"
          + " (spark-submit: --jars)";

  private static SentenceEncoder loaded;

  private SentenceEncoders() {}

  /** Whether the optional module is on the class path; loads no model. */
  public static boolean present() {
    return provider().isPresent();
  }

  /**
   * The encoder, with its model in memory.
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
        "the model wants sentence embeddings, and the module for them is not on the class path",
        REMEDY);
  }

  private static Optional<ServiceLoader.Provider<SentenceEncoder>> provider() {
    // Jars that a Spark application brings along are known to the thread's own class loader.
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    return ServiceLoader.load(
            SentenceEncoder.class, own == null ? SentenceEncoder.class.getClassLoader() : own)
        .stream()
        .findFirst();
  }
}
