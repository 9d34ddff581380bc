package ai.kalimtak.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A local S3 endpoint: S3Proxy over a folder, in a separate process. While it is open, its
 * credentials are in the system properties that AWS's default chain reads first.
 */
public final class S3Endpoint implements AutoCloseable {
  /** The build copies it here, see the execution s3-endpoint in the parent's pom.xml. */
  private static final Path PROGRAM =
      Path.of(System.getProperty("kalimtak.s3-endpoint", "target/s3-endpoint/s3proxy.jar"));

  private static final String KEY_PROPERTY = "aws.accessKeyId";
  private static final String SECRET_PROPERTY = "aws.secretAccessKey";
  private static final int START_SECONDS = 60;

  private final Path folder;
  private final int port;
  private final String key = "test-" + UUID.randomUUID();
  private final String secret = UUID.randomUUID().toString();
  private Process process;

  private S3Endpoint(Path folder) {
    this.folder = folder;
    this.port = freePort();
  }

  /** Starts an endpoint that keeps its buckets, settings and log in a folder. */
  public static S3Endpoint in(Path folder) {
    S3Endpoint endpoint = new S3Endpoint(folder);
    endpoint.makeFolder(endpoint.folder.resolve("buckets"));
    endpoint.start();
    endpoint.offerCredentials();
    Runtime.getRuntime().addShutdownHook(new Thread(endpoint::stop));
    return endpoint;
  }

  /**
   * Creates a bucket with a name not used before in this JVM, because Hadoop caches one connection
   * per name.
   */
  public String bucket(String prefix) {
    String name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    makeFolder(objects(name));
    return name;
  }

  /** Returns the folder that stores the objects of a bucket as files. */
  public Path objects(String bucket) {
    return folder.resolve("buckets").resolve(bucket);
  }

  /** Returns the keys of the objects in a bucket. */
  public List<String> keys(String bucket) {
    Path root = objects(bucket);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public String key() {
    return key;
  }

  public String secret() {
    return secret;
  }

  /** Returns the settings of the endpoint for a job, without the credentials. */
  public String[] settings(String... more) {
    return Stream.concat(
            Stream.of(
                "spark.conf.spark.hadoop.fs.s3a.endpoint=" + url(),
                "spark.conf.spark.hadoop.fs.s3a.path.style.access=true",
                "spark.conf.spark.hadoop.fs.s3a.buffer.dir=" + folder.resolve("buffer")),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** Restores the credentials after a test has changed them. */
  public void offerCredentials() {
    System.setProperty(KEY_PROPERTY, key);
    System.setProperty(SECRET_PROPERTY, secret);
  }

  /** Removes the credentials from this JVM, or replaces them. */
  public void withdrawCredentials(String... others) {
    System.clearProperty(KEY_PROPERTY);
    System.clearProperty(SECRET_PROPERTY);
    if (others.length == 2) {
      System.setProperty(KEY_PROPERTY, others[0]);
      System.setProperty(SECRET_PROPERTY, others[1]);
    }
  }

  /** Restarts the endpoint with its objects, after {@link #stop}. */
  public void start() {
    Path log = folder.resolve("s3-endpoint.log");
    try {
      Path settings =
          Files.writeString(
              folder.resolve("s3-endpoint.properties"),
              String.join(
                  "\n",
                  "s3proxy.endpoint=" + url(),
                  "s3proxy.authorization=aws-v2-or-v4",
                  "s3proxy.identity=" + key,
                  "s3proxy.credential=" + secret,
                  "jclouds.provider=filesystem-nio2",
                  "jclouds.filesystem.basedir=" + folder.resolve("buckets")));
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-jar",
                  PROGRAM.toAbsolutePath().toString(),
                  "--properties",
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      awaitAnswer(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the endpoint, as a crash would. */
  public void stop() {
    if (process != null) {
      process.destroyForcibly();
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stop();
    withdrawCredentials();
  }

  private void awaitAnswer(Path log) throws IOException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < giveUp) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        sleep();
      }
    }
    throw new IllegalStateException(
        "the S3 endpoint did not start; "
            + (Files.exists(PROGRAM)
                ? Files.readString(log)
                : PROGRAM + " is missing, ./mvnw verify puts it there"));
  }

  private static void sleep() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeFolder(Path made) {
    try {
      Files.createDirectories(made);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
