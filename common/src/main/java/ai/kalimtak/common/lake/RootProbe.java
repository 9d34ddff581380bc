package ai.kalimtak.common.lake;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.failure.StoreFailure;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Checks a root before any work, by writing and deleting an empty file. */
final class RootProbe {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  /**
   * Shorter timeouts than in a job, where waiting for S3 makes sense: a wrong endpoint should be
   * reported within seconds.
   */
  private static final String[][] SHORT_TIMEOUTS = {
    {"fs.s3a.attempts.maximum", "2"},
    {"fs.s3a.retry.limit", "1"},
    {"fs.s3a.retry.interval", "200ms"},
    {"fs.s3a.connection.establish.timeout", "15s"},
    {"fs.s3a.connection.timeout", "15s"},
  };

  private static final int PRECONDITION_FAILED = 412;

  private final Configuration hadoop;
  private final String root;
  private final String setting;

  RootProbe(Configuration hadoop, String root, String setting) {
    this.hadoop = hadoop;
    this.root = root;
    this.setting = setting;
  }

  /**
   * @throws JobException with the reason and the remedy, if the root is not writable
   */
  void tryWriting() {
    Path probe = file();
    try (FileSystem files = open(probe)) {
      files.create(probe).close();
      files.delete(probe, false);
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Warns if two drivers cannot safely write to a log on this root, see {@link
   * ConditionalLogStore}.
   */
  void tryConditionalWrites() {
    Path probe = file();
    try (FileSystem files = open(probe)) {
      // Uses the client directly: the file system would log the expected rejection as a failure.
      S3Client store = ((S3AFileSystem) files).getS3AInternals().getAmazonS3Client("probe");
      boolean rejects = rejectsTheSecondOfTwo(store, probe.toUri());
      files.delete(probe, false);
      if (!rejects) {
        LOG.warn(
            "{}: this store ignores If-None-Match, so two drivers that write to the same table at the same time"
                + " can lose a commit. Run only one writer at a time",
            setting);
      }
    } catch (IOException | RuntimeException e) {
      throw JobException.failed(
          root + " rejects conditional writes (" + StoreFailure.code(e) + ")",
          "Set spark.conf.spark.delta.logStore.s3a.impl = io.delta.storage.S3SingleDriverLogStore, and run only"
              + " one writer at a time",
          e);
    }
  }

  private static boolean rejectsTheSecondOfTwo(S3Client store, URI file) {
    PutObjectRequest ifAbsent =
        PutObjectRequest.builder()
            .bucket(file.getHost())
            .key(file.getPath().substring(1))
            .ifNoneMatch("*")
            .build();
    store.putObject(ifAbsent, RequestBody.empty());
    try {
      store.putObject(ifAbsent, RequestBody.empty());
      return false;
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        return true;
      }
      throw e;
    }
  }

  private JobException failure(Exception e) {
    String problem = "cannot write to " + root;
    if (!isOnS3(root)) {
      return JobException.failed(
          problem + " (" + StoreFailure.kind(e) + ": " + StoreFailure.firstLine(e) + ")",
          "Check " + setting + " and the folder's permissions",
          e);
    }
    String bucket = new Path(root).toUri().getHost();
    String endpoint =
        hadoop.getTrimmed(
            "fs.s3a.bucket." + bucket + ".endpoint", hadoop.getTrimmed("fs.s3a.endpoint", ""));
    StoreFailure failure =
        StoreFailure.of(e, bucket, endpoint.isEmpty() ? "AWS" : endpoint, setting);
    return JobException.failed(problem + ": " + failure.problem(), failure.remedy(), e);
  }

  static boolean isOnS3(String root) {
    return root.startsWith("s3a:");
  }

  private Path file() {
    return new Path(root, ".kalimtak-probe-" + UUID.randomUUID());
  }

  /** Opens a new file system, because Hadoop's shared ones keep their timeouts and stay open. */
  private FileSystem open(Path path) throws IOException {
    Configuration own = new Configuration(hadoop);
    if (isOnS3(root)) {
      for (String[] entry : SHORT_TIMEOUTS) {
        own.set(entry[0], entry[1]);
      }
    }
    return FileSystem.newInstance(path.toUri(), own);
  }
}
