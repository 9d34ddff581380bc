package ai.kalimtak.common.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.S3Endpoint;
import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.s3.ConditionalLogStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.storage.DelegatingLogStore;
import org.apache.spark.sql.delta.storage.LogStoreAdaptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeS3IT {
  private static final String DRIVER = "fs.kalimtak.driver";

  @TempDir static java.nio.file.Path folder;
  private static S3Endpoint endpoint;
  private static TestSession session;
  private static String bucket;

  @BeforeAll
  static void open() {
    System.setProperty("aws.disableEc2Metadata", "true");
    endpoint = S3Endpoint.in(folder);
    bucket = endpoint.bucket("lake");
    session =
        TestSession.in(
            folder.resolve("state"),
            endpoint.settings(
                "lake.root=s3a://" + bucket + "/lake",
                "lake.restricted-root=s3a://" + endpoint.bucket("restricted"),
                "models.root=s3a://" + bucket + "/models"));
    session.session().lake();
  }

  @AfterAll
  static void close() {
    session.close();
    endpoint.close();
    System.clearProperty("aws.disableEc2Metadata");
  }

  @AfterEach
  void offerCredentials() {
    endpoint.offerCredentials();
  }

  @Test
  void leavesAWritableRootUnchanged() {
    check("s3a://" + bucket + "/fresh");
    new RootProbe(hadoop(), "s3a://" + bucket + "/fresh", "lake.root").tryConditionalWrites();
    assertThat(endpoint.keys(bucket)).noneMatch(key -> key.contains("probe"));
  }

  @Test
  void reportsAMissingBucket() {
    assertThatThrownBy(() -> check("s3a://no-such-bucket/lake"))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "cannot write to s3a://no-such-bucket/lake: there is no bucket no-such-bucket at "
                + endpoint.url()
                + ". Create it, or correct lake.root or spark.conf.spark.hadoop.fs.s3a.endpoint");
  }

  @Test
  void reportsWrongCredentialsWithoutRepeatingThem() {
    endpoint.withdrawCredentials(endpoint.key(), "hunter2");
    assertThatThrownBy(() -> check("s3a://" + bucket + "/lake"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("denies access (403 SignatureDoesNotMatch)")
        .hasMessageContaining("Check the credentials and their permissions to list, read, write")
        .hasMessageNotContainingAny("hunter2", endpoint.key());
    endpoint.withdrawCredentials("hunter1", "hunter2");
    assertThatThrownBy(() -> check("s3a://" + bucket + "/lake"))
        .hasMessageContaining("denies access (403 ")
        .hasMessageNotContaining("hunter");
  }

  @Test
  void reportsMissingCredentials() {
    endpoint.withdrawCredentials();
    assertThatThrownBy(() -> check("s3a://" + bucket + "/lake"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("there are no S3 credentials. Give the driver and its executors AWS");
  }

  @Test
  void reportsAWrongEndpointWithinAMinute() {
    long started = System.nanoTime();
    Configuration wrong = new Configuration(hadoop());
    wrong.set("fs.s3a.endpoint", "http://127.0.0.1:1");
    assertThatThrownBy(
            () -> new RootProbe(wrong, "s3a://" + bucket + "/lake", "lake.root").tryWriting())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("http://127.0.0.1:1 does not answer (ConnectException). Check the");
    assertThat((System.nanoTime() - started) / 1e9).isLessThan(60);
  }

  @Test
  void writesTheLogConditionally() {
    Path log = new Path("s3a://" + bucket + "/lake/bronze/interactions/_delta_log");
    DelegatingLogStore store =
        (DelegatingLogStore)
            DeltaLog.forTable(session.session().spark(), log.getParent().toString()).store();
    assertThat(store.getDelegate(log))
        .isInstanceOfSatisfying(
            LogStoreAdaptor.class,
            adaptor -> assertThat(adaptor.logStoreImpl()).isInstanceOf(ConditionalLogStore.class));
  }

  @Test
  void onlyOneOfSeveralDriversWritesAVersion() throws Exception {
    Path version = new Path("s3a://" + bucket + "/race/_delta_log/00000000000000000007.json");
    int drivers = 6;
    ExecutorService threads = Executors.newFixedThreadPool(drivers);
    CountDownLatch together = new CountDownLatch(drivers);
    List<Future<String>> written = new ArrayList<>();
    for (int driver = 0; driver < drivers; driver++) {
      String commit = "commit of driver " + driver;
      written.add(
          threads.submit(
              () -> {
                Configuration own = separateDriver();
                version.getFileSystem(own).getFileStatus(new Path("s3a://" + bucket + "/"));
                together.countDown();
                together.await();
                try {
                  write(version, commit, own);
                  return commit;
                } catch (FileAlreadyExistsException e) {
                  return "";
                }
              }));
    }
    List<String> winners = new ArrayList<>();
    for (Future<String> commit : written) {
      if (!commit.get().isEmpty()) {
        winners.add(commit.get());
      }
    }
    threads.shutdown();
    assertThat(winners).hasSize(1);
    assertThat(Files.readString(object(version))).isEqualTo(winners.get(0) + "\n");
  }

  @Test
  void twoDriversThatAppendToOneTableLoseNoRows() throws Exception {
    String table = "s3a://" + bucket + "/appended";
    int commits = 8;
    append(table, 0, -1);
    // Delta keeps one log and lock per set of file system options, as if in two drivers.
    assertThat(log(table, 1)).isNotSameAs(log(table, 2));
    ExecutorService drivers = Executors.newFixedThreadPool(2);
    List<Future<?>> written = new ArrayList<>();
    for (int driver = 1; driver <= 2; driver++) {
      int own = driver;
      written.add(
          drivers.submit(
              () -> {
                for (int commit = 0; commit < commits; commit++) {
                  append(table, own, 100L * own + commit);
                }
              }));
    }
    for (Future<?> driver : written) {
      driver.get();
    }
    drivers.shutdown();
    DeltaLog.clearCache();
    assertThat(
            session.session().spark().read().format("delta").load(table).collectAsList().stream()
                .map(row -> row.getLong(0)))
        .hasSize(1 + 2 * commits)
        .doesNotHaveDuplicates();
    assertThat(endpoint.keys(bucket))
        .filteredOn(key -> key.matches("appended/_delta_log/\\d+\\.json"))
        .hasSize(1 + 2 * commits);
  }

  private static void append(String table, int driver, long id) {
    session
        .session()
        .spark()
        .range(id, id + 1)
        .write()
        .format("delta")
        .mode("append")
        .option(DRIVER, driver)
        .save(table);
  }

  private static DeltaLog log(String table, int driver) {
    return DeltaLog.forTable(
        session.session().spark(),
        new Path(table),
        new scala.collection.immutable.Map.Map1<>(DRIVER, String.valueOf(driver)));
  }

  @Test
  void recognizesItsOwnCommitIfTheResponseWasLost() throws IOException {
    Path version = new Path("s3a://" + bucket + "/lost/_delta_log/00000000000000000000.json");
    write(version, "first", hadoop());
    write(version, "first", hadoop());
    assertThatThrownBy(() -> write(version, "second", hadoop()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.readString(object(version))).isEqualTo("first\n");
  }

  private static void write(Path version, String line, Configuration hadoop) throws IOException {
    new ConditionalLogStore(hadoop).write(version, List.of(line).iterator(), false, hadoop);
  }

  private static void check(String root) {
    Lake.checkWritable(session.session().spark(), root, "lake.root");
  }

  private static java.nio.file.Path object(Path path) {
    return endpoint.objects(bucket).resolve(path.toUri().getPath().substring(1));
  }

  private static Configuration separateDriver() {
    Configuration own = new Configuration(hadoop());
    own.setBoolean("fs.s3a.impl.disable.cache", true);
    return own;
  }

  private static Configuration hadoop() {
    return session.session().spark().sparkContext().hadoopConfiguration();
  }
}
