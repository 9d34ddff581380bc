package ai.kalimtak.common.s3;

import ai.kalimtak.common.digest.Sha256;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;

/**
 * Delta's log store for S3. It writes each version of a table by a PUT with {@code If-None-Match:
 * *}, so that if two drivers write the same version, the store rejects the second. Delta's own
 * stores check whether the file exists and then write it, which is safe within a single driver
 * only.
 */
public final class ConditionalLogStore extends S3SingleDriverLogStore {
  /** Delta instantiates this class by name. */
  public ConditionalLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    if (overwrite) {
      super.write(path, actions, true, hadoop);
      return;
    }
    FileSystem files = path.getFileSystem(hadoop);
    MessageDigest written = Sha256.digest();
    FSDataOutputStream out = createIfAbsent(files, path);
    try {
      while (actions.hasNext()) {
        byte[] line = (actions.next() + "\n").getBytes(StandardCharsets.UTF_8);
        written.update(line);
        out.write(line);
      }
    } catch (IOException | RuntimeException e) {
      // Closing the stream would publish the incomplete file.
      out.abort();
      throw e;
    }
    try {
      out.close();
    } catch (IOException e) {
      // The answer may have been lost, so the content of the file decides who wrote it.
      if (!Arrays.equals(written.digest(), digestOf(files, path, e))) {
        FileAlreadyExistsException taken = new FileAlreadyExistsException(path.toString());
        taken.initCause(e);
        throw taken;
      }
    }
  }

  private static FSDataOutputStream createIfAbsent(FileSystem files, Path path) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path);
    builder.create();
    builder.overwrite(true);
    builder.must(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    return builder.build();
  }

  private static byte[] digestOf(FileSystem files, Path path, IOException refusal)
      throws IOException {
    MessageDigest found = Sha256.digest();
    try (InputStream in = new DigestInputStream(files.open(path), found)) {
      in.transferTo(OutputStream.nullOutputStream());
      return found.digest();
    } catch (FileNotFoundException e) {
      throw refusal;
    }
  }
}
