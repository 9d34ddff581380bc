package ai.kalimtak.common.registry;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.failure.JobException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.ml.PipelineModel;

/**
 * The folders of model artifacts under {@code models.root}. An artifact is written to a staging
 * folder, sealed by a manifest of SHA-256 hashes, and moved to its final folder when its version
 * number is known.
 */
public final class ArtifactStore {
  /**
   * In the format of {@code sha256sum}: hash, two spaces, path relative to the artifact's folder.
   */
  public static final String MANIFEST = "MANIFEST.sha256";

  public static final String PIPELINE = "pipeline";
  private static final String STAGING = ".staging";

  private final Configuration hadoop;
  private final String root;

  public ArtifactStore(Configuration hadoop, String root) {
    this.hadoop = hadoop;
    this.root = root;
  }

  /** Creates an empty staging folder for a run and deletes those of unfinished earlier runs. */
  public String stage(String modelName, long runId) {
    Path staging = new Path(root + "/" + modelName, STAGING);
    return io(
        "stage an artifact under " + staging,
        () -> {
          files(staging).delete(staging, true);
          Path folder = new Path(staging, "run-" + runId);
          files(folder).mkdirs(folder);
          return folder.toString();
        });
  }

  public void write(String folder, String name, String content) {
    io(
        "write " + folder + "/" + name,
        () -> {
          Path file = new Path(folder, name);
          try (OutputStream out = files(file).create(file, true)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
          }
          return null;
        });
  }

  /**
   * Writes the manifest of all files in the folder.
   *
   * @return the manifest's own SHA-256
   */
  public String seal(String folder) {
    StringBuilder manifest = new StringBuilder();
    sums(folder)
        .forEach((path, sum) -> manifest.append(sum).append("  ").append(path).append('\n'));
    write(folder, MANIFEST, manifest.toString());
    return Sha256.of(manifest.toString());
  }

  /**
   * Moves a sealed artifact to the folder of its version. The caller holds the model's lock, so a
   * folder that already exists belongs to no registered version and is replaced.
   *
   * @return the artifact's URI
   */
  public String publish(String staged, String modelName, int version) {
    Path target = new Path(root, modelName + "/" + String.format(Locale.ROOT, "v%06d", version));
    return io(
        "move " + staged + " to " + target,
        () -> {
          files(target).delete(target, true);
          if (!files(target).rename(new Path(staged), target)) {
            throw new IOException("rename refused");
          }
          return target.toString();
        });
  }

  /**
   * Checks an artifact against its manifest, and the manifest against the registry.
   *
   * @throws JobException if a file was changed, added or lost
   */
  public void verify(ModelVersion version) {
    damage(version)
        .ifPresent(
            how -> {
              throw JobException.failed(
                  "the artifact of " + version.label() + " is damaged: " + how,
                  "Restore it from a backup, or roll back and train a new version");
            });
  }

  /**
   * Returns how an artifact differs from its manifest, or the manifest from the registry; empty if
   * it is intact.
   *
   * @throws JobException if the files cannot be read, so that nothing is known about them
   */
  public Optional<String> damage(ModelVersion version) {
    Path file = new Path(version.artifactUri(), MANIFEST);
    String manifest;
    try (InputStream in = files(file).open(file)) {
      manifest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return Optional.of("there is no " + file);
    } catch (ChecksumException e) {
      return Optional.of("its " + MANIFEST + " differs from the registered one");
    } catch (IOException e) {
      throw JobException.failed("cannot read " + file, "Check models.root and its permissions", e);
    }
    if (!Sha256.of(manifest).equals(version.artifactSha256())) {
      return Optional.of("its " + MANIFEST + " differs from the registered one");
    }
    Map<String, String> expected = new TreeMap<>();
    manifest.lines().forEach(line -> expected.put(line.substring(66), line.substring(0, 64)));
    Map<String, String> found = sums(version.artifactUri());
    found.remove(MANIFEST);
    if (found.equals(expected)) {
      return Optional.empty();
    }
    Map<String, String> odd = new TreeMap<>(found);
    odd.entrySet().removeAll(expected.entrySet());
    expected.forEach(
        (path, sum) -> odd.computeIfAbsent(path, p -> found.containsKey(p) ? null : sum));
    return Optional.of("these files differ from the manifest: " + String.join(", ", odd.keySet()));
  }

  /**
   * Verifies an artifact and loads its pipeline.
   *
   * @throws JobException if a file was changed, added or lost
   */
  public PipelineModel load(ModelVersion version) {
    verify(version);
    return PipelineModel.load(version.artifactUri() + "/" + PIPELINE);
  }

  private Map<String, String> sums(String folder) {
    return io(
        "read " + folder,
        () -> {
          Map<String, String> sums = new TreeMap<>();
          Path base = new Path(folder);
          String prefix = files(base).makeQualified(base).toUri().getPath() + "/";
          RemoteIterator<LocatedFileStatus> files = files(base).listFiles(base, true);
          while (files.hasNext()) {
            Path file = files.next().getPath();
            // Hadoop's checksum files of a local file system are lost in a copy to another store.
            if (!file.getName().endsWith(".crc")) {
              sums.put(file.toUri().getPath().substring(prefix.length()), sum(file));
            }
          }
          return sums;
        });
  }

  /** Hashes a file; Hadoop itself detects damage to a local file while reading it. */
  private String sum(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = files(file).open(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (ChecksumException e) {
      return "unreadable";
    }
    return Sha256.hex(digest);
  }

  private FileSystem files(Path path) throws IOException {
    return path.getFileSystem(hadoop);
  }

  private static <T> T io(String what, IoAction<T> action) {
    try {
      return action.run();
    } catch (IOException | UncheckedIOException e) {
      throw JobException.failed(
          "cannot " + what + " (" + e.getClass().getSimpleName() + ")",
          "Check models.root and its permissions",
          e);
    }
  }

  private interface IoAction<T> {
    T run() throws IOException;
  }
}
