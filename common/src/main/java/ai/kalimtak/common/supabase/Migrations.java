package ai.kalimtak.common.supabase;

import ai.kalimtak.common.failure.JobException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the SQL migrations in the order of their timestamps, each in its own transaction together
 * with its row in {@code supabase_migrations.schema_migrations}. Supabase's own command line uses
 * the same table, so either tool sees what the other has applied.
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
  private static final String FOLDER = "supabase/migrations";
  private static final Pattern FILE_NAME = Pattern.compile("(\\d{14})_([a-z0-9_]+)\\.sql");
  private static final long LOCK = 0x6b616c696d74616bL; // "kalimtak"

  private final Jdbi jdbi;
  private final String server;

  Migrations(Jdbi jdbi, String server) {
    this.jdbi = jdbi;
    this.server = server;
  }

  /**
   * Applies the missing migrations; a concurrent caller waits.
   *
   * @return the names of the migrations applied by this call
   * @throws JobException if a migration fails, which is then rolled back while those before it
   *     stay; or if the database lacks Supabase's roles
   */
  public List<String> apply() {
    if (!jdbi.withHandle(Migrations::hasRoles)) {
      throw JobException.failed(
          server + " is not a Supabase project: it lacks Supabase's roles",
          "Create them in a plain Postgres with: kalimtak migrate --create-roles");
    }
    List<String> applied = new ArrayList<>();
    for (Map.Entry<String, String> migration : bundled().entrySet()) {
      if (applyOne(migration.getKey(), migration.getValue())) {
        LOG.info("applied migration {}", migration.getKey());
        applied.add(migration.getKey());
      }
    }
    return applied;
  }

  /** Returns the names of the bundled migrations that the database lacks. */
  public List<String> missing() {
    return jdbi.withHandle(
        handle -> {
          Set<String> done = appliedVersions(handle);
          return bundled().keySet().stream().filter(name -> !done.contains(version(name))).toList();
        });
  }

  /**
   * Creates the objects that a Supabase project has before its first migration, the API's roles and
   * {@code auth.uid()}, in an embedded or a plain Postgres. Does nothing if they exist.
   */
  public void createRoles() {
    String sql = resource("supabase/local/supabase_roles.sql");
    jdbi.useTransaction(
        handle -> {
          handle.execute("select pg_advisory_xact_lock(?)", LOCK);
          if (!hasRoles(handle)) {
            run(handle, sql);
          }
        });
  }

  private static boolean hasRoles(Handle handle) {
    return handle
        .createQuery(
            """
            select count(*) = 3 and to_regprocedure('auth.uid()') is not null
            from pg_roles where rolname in ('anon', 'authenticated', 'service_role')
            """)
        .mapTo(Boolean.class)
        .one();
  }

  private boolean applyOne(String name, String sql) {
    try {
      return jdbi.inTransaction(
          handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", LOCK);
            if (appliedVersions(handle).contains(version(name))) {
              return false;
            }
            run(handle, sql);
            run(
                handle,
                """
                    create schema if not exists supabase_migrations;
                    create table if not exists supabase_migrations.schema_migrations (
                      version text not null primary key, statements text[], name text);
                    """);
            handle.execute(
                "insert into supabase_migrations.schema_migrations (version, statements, name) values (?, array[?], ?)",
                version(name),
                sql,
                name.substring(version(name).length() + 1));
            return true;
          });
    } catch (org.jdbi.v3.core.JdbiException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw JobException.failed(
          "migration " + name + " failed on " + server + ": " + cause.getMessage(),
          "It was rolled back; fix the cause and run migrate again",
          e);
    }
  }

  private static Set<String> appliedVersions(Handle handle) {
    boolean ledger =
        handle
            .createQuery("select to_regclass('supabase_migrations.schema_migrations') is not null")
            .mapTo(Boolean.class)
            .one();
    return ledger
        ? handle
            .createQuery("select version from supabase_migrations.schema_migrations")
            .mapTo(String.class)
            .set()
        : Set.of();
  }

  /** Runs a script through the driver, which splits it; Jdbi would look for parameters in it. */
  private static void run(Handle handle, String script) {
    try (java.sql.Statement statement = handle.getConnection().createStatement()) {
      statement.execute(script);
    } catch (java.sql.SQLException e) {
      throw new org.jdbi.v3.core.statement.UnableToExecuteStatementException(e, null);
    }
  }

  private static String version(String name) {
    return name.substring(0, 14);
  }

  /** Returns the migrations by name, without the file extension, oldest first. */
  private static Map<String, String> bundled() {
    URL folder = Migrations.class.getClassLoader().getResource(FOLDER);
    if (folder == null) {
      throw new IllegalStateException("no " + FOLDER + " on the classpath");
    }
    try {
      URI uri = folder.toURI();
      if (uri.getScheme().equals("file")) {
        return read(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return read(jar.getPath(FOLDER));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> scripts = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = FILE_NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          scripts.put(
              name.group(1) + "_" + name.group(2), Files.readString(file, StandardCharsets.UTF_8));
        }
      }
    }
    return scripts;
  }

  private static String resource(String path) {
    try (InputStream in = Migrations.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("no " + path + " on the classpath");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
