package ai.kalimtak.common;

import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.supabase.Supabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of an embedded Postgres with all migrations, created once per JVM. Tests start with a
 * copy of them, which is faster than unpacking the server, creating a cluster and migrating it.
 */
public final class MigratedPostgres {
  private static Path original;

  private MigratedPostgres() {}

  /** Copies the files to a state directory without Postgres; all copies have the same identity. */
  public static synchronized void copyTo(Path stateDirectory) {
    Path home = stateDirectory.resolve("postgres");
    if (Files.exists(home)) {
      return;
    }
    try {
      if (original == null) {
        original = create();
      }
      Files.createDirectories(home);
      copy(original.resolve("data"), home.resolve("data"), MigratedPostgres::copyFile);
      copy(original.resolve("binaries"), home.resolve("binaries"), MigratedPostgres::linkFile);
      // Marks the cluster as complete.
      Files.createFile(home.resolve("initialised"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path create() throws IOException {
    Path state = Files.createTempDirectory("migrated-postgres");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(state)));
    CoreSettings core =
        Settings.load(Optional.empty(), List.of("state.directory=" + state))
            .reader()
            .bind(CoreSettings::from);
    // Connecting to an embedded Postgres migrates it; closing stops it.
    Supabase.connect(core).close();
    return state.resolve("postgres");
  }

  private interface FileCopy {
    void of(Path file, Path copy) throws IOException;
  }

  private static void copy(Path from, Path to, FileCopy fileCopy) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        fileCopy.of(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static void copyFile(Path file, Path copy) throws IOException {
    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
  }

  /** Links a file that nobody changes; copies directories and symbolic links. */
  private static void linkFile(Path file, Path copy) throws IOException {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.createLink(copy, file);
    } else {
      copyFile(file, copy);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The system cleans up its temporary files.
    }
  }
}
