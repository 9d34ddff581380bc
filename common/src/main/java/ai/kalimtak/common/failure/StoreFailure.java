package ai.kalimtak.common.failure;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hadoop.fs.s3a.AWSRedirectException;
import org.apache.hadoop.fs.s3a.CredentialInitializationException;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The explanation of an S3 error. The store's own message is not repeated, because it may contain
 * the access key.
 *
 * @param problem the problem, as part of a sentence
 * @param remedy the instruction for the user
 */
public record StoreFailure(String problem, String remedy) {
  /** Explains a failure during a job; empty if S3 did not cause it. */
  public static Optional<StoreFailure> midway(Throwable failure) {
    return causes(failure).stream().anyMatch(StoreFailure::isFromSdk)
        ? Optional.of(
            of(
                failure,
                "in the settings",
                "the S3 store",
                "lake.root, lake.restricted-root, models.root"))
        : Optional.empty();
  }

  /** Compares names, because the SDK is on the class path only where S3 is used. */
  private static boolean isFromSdk(Throwable cause) {
    return cause.getClass().getName().startsWith("software.amazon.awssdk.");
  }

  public static StoreFailure of(Throwable failure, String bucket, String endpoint, String setting) {
    if (is(failure, CredentialInitializationException.class)) {
      return new StoreFailure(
          "there are no S3 credentials",
          "Give the driver and its executors AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile or role of"
              + " the AWS default chain");
    }
    if (is(failure, UnknownStoreException.class)) {
      return new StoreFailure(
          "there is no bucket " + bucket + " at " + endpoint,
          "Create it, or correct " + setting + " or spark.conf.spark.hadoop.fs.s3a.endpoint");
    }
    if (is(failure, AccessDeniedException.class)) {
      return new StoreFailure(
          endpoint + " denies access (" + code(failure) + ")",
          "Check the credentials and their permissions to list, read, write and delete objects");
    }
    if (is(failure, AWSRedirectException.class)) {
      return new StoreFailure(
          "the bucket " + bucket + " is in another region",
          "Set spark.conf.spark.hadoop.fs.s3a.endpoint.region to the bucket's region");
    }
    if (is(failure, UnknownHostException.class)
        || is(failure, ConnectException.class)
        || is(failure, SocketTimeoutException.class)
        || is(failure, SSLException.class)) {
      return new StoreFailure(
          endpoint + " does not answer (" + kind(root(failure)) + ")",
          "Check the network and spark.conf.spark.hadoop.fs.s3a.endpoint; a store without a host name per bucket"
              + " also needs fs.s3a.path.style.access = true");
    }
    return new StoreFailure(
        endpoint + " answers with " + code(failure),
        "Check " + setting + " and the settings under spark.conf.spark.hadoop.fs.s3a");
  }

  public static String kind(Throwable failure) {
    return failure.getClass().getSimpleName();
  }

  public static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * Returns the store's error code, such as {@code SignatureDoesNotMatch}; without one, the kind.
   */
  public static String code(Throwable failure) {
    return causes(failure).stream()
        .filter(AwsServiceException.class::isInstance)
        .map(cause -> describe((AwsServiceException) cause))
        .findFirst()
        .orElseGet(() -> kind(failure));
  }

  private static String describe(AwsServiceException answer) {
    boolean named =
        answer.awsErrorDetails() != null && answer.awsErrorDetails().errorCode() != null;
    return named
        ? answer.statusCode() + " " + answer.awsErrorDetails().errorCode()
        : "status " + answer.statusCode();
  }

  private static boolean is(Throwable failure, Class<? extends Exception> type) {
    return causes(failure).stream().anyMatch(type::isInstance);
  }

  private static Throwable root(Throwable failure) {
    List<Throwable> all = causes(failure);
    return all.get(all.size() - 1);
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> all = new ArrayList<>();
    for (Throwable cause = failure; cause != null && !all.contains(cause); ) {
      all.add(cause);
      cause = cause.getCause();
    }
    return all;
  }
}
