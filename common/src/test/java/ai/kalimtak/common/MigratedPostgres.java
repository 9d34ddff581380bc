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
 * The files of an embedded Postgres with all migrations, made once per JVM. A state directory that
 * begins with a copy of them spares unpacking the server, making a cluster and migrating it.
 */
public final class MigratedPostgres {
  private static Path original;

  private MigratedPostgres() {}

  /** Gives a state directory that has no Postgres yet a copy; all copies have one identity. */
  public static synchronized void copyTo(Path stateDirectory) {
    Path home = stateDirectory.resolve("postgres");
    if (Files.exists(home)) {
      return;
    }
    try {
      if (original == null) {
        original = make();
      }
      Files.createDirectories(home);
      copy(original.resolve("data"), home.resolve("data"));
      Files.createSymbolicLink(home.resolve("binaries"), original.resolve("binaries"));
      // Tells that the cluster is whole.
      Files.createFile(home.resolve("initialised"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path make() throws IOException {
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

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(
            file,
            to.resolve(from.relativize(file)),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It lies among the temporary files.
    }
  }
}
