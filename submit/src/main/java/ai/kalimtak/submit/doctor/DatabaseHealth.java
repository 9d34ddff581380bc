package ai.kalimtak.submit.doctor;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.supabase.Supabase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Checks that the database answers, is set up for the jobs, and has a correct clock. */
final class DatabaseHealth {
  private static final int OLDEST_MAJOR = 13;
  private static final Duration SKEW_TO_REPORT = Duration.ofSeconds(5);
  private static final Duration SKEW_TOO_LARGE = Duration.ofMinutes(5);
  private static final Map<String, String> RIGHTS =
      new TreeMap<>(
          Map.of(
              "public.user_interactions", "SELECT, UPDATE, DELETE",
              "public.job_runs", "SELECT, INSERT, UPDATE",
              "public.model_versions", "SELECT, INSERT, UPDATE",
              "public.model_deployments", "SELECT, INSERT, UPDATE",
              "public.model_events", "SELECT, INSERT"));

  private DatabaseHealth() {}

  static List<Finding> examine(CoreSettings core) {
    List<Finding> findings = new ArrayList<>();
    try (Supabase supabase = Supabase.connect(core)) {
      supabase
          .jdbi()
          .useHandle(
              handle -> {
                findings.add(server(handle, supabase));
                findings.add(clock(handle));
                findings.add(roles(handle));
                findings.add(rights(handle));
                findings.add(openTransactions(handle));
              });
      findings.add(migrations(supabase));
    } catch (JobException e) {
      findings.add(Finding.broken("database", "no answer", e.getMessage()));
    } catch (RuntimeException e) {
      findings.add(
          Finding.broken(
              "database",
              "inspection failed (" + e.getClass().getSimpleName() + ")",
              "Check that "
                  + core.supabase().user()
                  + " may read the system catalogs; run again with --verbose"));
    }
    return findings;
  }

  private static Finding server(Handle handle, Supabase supabase) {
    String version = one(handle, "show server_version", String.class);
    int major =
        one(handle, "select current_setting('server_version_num')::int / 10000", Integer.class);
    String found = supabase.server() + ", Postgres " + version;
    return major < OLDEST_MAJOR
        ? Finding.broken(
            "database",
            found,
            "The exact pull needs the type xid8; use Postgres " + OLDEST_MAJOR + " or later")
        : Finding.ok("database", found);
  }

  /** Compares the clocks; accurate to the duration of the query. */
  private static Finding clock(Handle handle) {
    Instant sent = Instant.now();
    Instant theirs = one(handle, "select clock_timestamp()", OffsetDateTime.class).toInstant();
    Duration took = Duration.between(sent, Instant.now());
    return skew(Duration.between(sent.plus(took.dividedBy(2)), theirs), took);
  }

  static Finding skew(Duration skew, Duration took) {
    String found =
        String.format(
            java.util.Locale.ROOT,
            "the clock of Postgres is %.1f s %s this machine's",
            skew.abs().toMillis() / 1000.0,
            skew.isNegative() ? "behind" : "ahead of");
    Duration leastSkew = skew.abs().minus(took);
    String remedy = "Synchronize both machines with NTP";
    if (leastSkew.compareTo(SKEW_TOO_LARGE) > 0) {
      return Finding.broken("clock", found, remedy + "; rollout stages and retention depend on it");
    }
    return leastSkew.compareTo(SKEW_TO_REPORT) > 0
        ? Finding.warning("clock", found, remedy)
        : Finding.ok("clock", found);
  }

  private static Finding migrations(Supabase supabase) {
    List<String> missing = supabase.migrations().missing();
    return missing.isEmpty()
        ? Finding.ok("migrations", "all applied")
        : Finding.broken(
            "migrations",
            missing.size() + " missing, the first is " + missing.get(0),
            "Run kalimtak migrate or supabase db push");
  }

  private static Finding roles(Handle handle) {
    List<String> missing =
        handle
            .createQuery(
                "select name from unnest(array['anon', 'authenticated', 'service_role']) name"
                    + " where name not in (select rolname from pg_roles)")
            .mapTo(String.class)
            .list();
    return missing.isEmpty()
        ? Finding.ok("roles", "anon, authenticated, service_role")
        : Finding.broken(
            "roles",
            "missing: " + String.join(", ", missing),
            "On a plain Postgres, run kalimtak migrate --create-roles");
  }

  private static Finding rights(Handle handle) {
    List<String> lacking = new ArrayList<>();
    RIGHTS.forEach(
        (table, rights) -> {
          for (String right : rights.split(", ")) {
            boolean granted =
                handle
                    .createQuery(
                        "select to_regclass(:table) is null or has_table_privilege(:table, :right)")
                    .bind("table", table)
                    .bind("right", right)
                    .mapTo(Boolean.class)
                    .one();
            if (!granted) {
              lacking.add(right + " on " + table);
            }
          }
        });
    String user = one(handle, "select current_user", String.class);
    return lacking.isEmpty()
        ? Finding.ok("rights", user + " has all required privileges")
        : Finding.broken(
            "rights",
            user + " lacks " + String.join(", ", lacking),
            "Grant them, or use another supabase.user");
  }

  private static Finding openTransactions(Handle handle) {
    int open =
        one(
            handle,
            "select count(*) from pg_stat_activity where backend_xid is not null"
                + " and xact_start < now() - interval '1 hour'",
            Integer.class);
    return open == 0
        ? Finding.ok("transactions", "none open for more than an hour")
        : Finding.warning(
            "transactions",
            open + " open for more than an hour; the pull waits for them",
            "Check pg_stat_activity and end stuck sessions: select pg_terminate_backend(pid)");
  }

  private static <T> T one(Handle handle, String sql, Class<T> type) {
    return handle.createQuery(sql).mapTo(type).one();
  }
}
