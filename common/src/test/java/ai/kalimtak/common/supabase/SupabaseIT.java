package ai.kalimtak.common.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupabaseIT {
  @TempDir Path folder;

  @Test
  void keepsRowsBetweenRunsAndLeavesNoServerRunning() {
    UUID id = UUID.randomUUID();
    try (TestSession first = TestSession.in(folder);
        TestSession second = TestSession.in(folder)) {
      first
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "select log_user_interaction(input_text => 'hello', id => ?)", id));
      assertThat(inputs(second)).containsExactly("hello");
      assertThat(folder.resolve("postgres/data/postmaster.pid")).exists();
    }
    assertThat(Files.exists(folder.resolve("postgres/data/postmaster.pid"))).isFalse();
    try (TestSession third = TestSession.in(folder)) {
      assertThat(inputs(third)).containsExactly("hello");
      assertThat(third.session().supabase().migrations().apply()).isEmpty();
    }
  }

  @Test
  void storesFeedbackOnceAndOnlyFromTheOwner() {
    UUID id = UUID.randomUUID();
    UUID owner = UUID.randomUUID();
    try (TestSession session = TestSession.in(folder)) {
      session
          .jdbi()
          .useHandle(
              handle -> {
                handle.execute(
                    "select log_user_interaction(input_text => 'hello', id => ?, user_id => ?)",
                    id,
                    owner);
                assertThat(rate(handle, UUID.randomUUID(), 5)).isFalse();
                asUser(handle, UUID.randomUUID());
                assertThat(rate(handle, id, 1)).isFalse();
                asUser(handle, owner);
                assertThat(rate(handle, id, 4)).isTrue();
                String stamped = changeXid(handle, id);
                assertThat(rate(handle, id, 4)).isTrue();
                assertThat(changeXid(handle, id)).isEqualTo(stamped);
                assertThatThrownBy(() -> rate(handle, id, 6))
                    .isInstanceOf(UnableToExecuteStatementException.class)
                    .hasMessageContaining("a feedback score is 1 to 5");
              });
    }
  }

  @Test
  void keepsTheVersionOfASubjectWhileTrafficIncreases() {
    try (TestSession session = TestSession.in(folder)) {
      session
          .jdbi()
          .useHandle(
              handle -> {
                assertThat(assigned(handle)).isEmpty();
                for (int version = 1; version <= 2; version++) {
                  handle.execute(
                      "insert into model_versions (model_name, version, artifact_uri, artifact_sha256, dataset_version, dataset_fingerprint, algorithm, code_version, run_id) values ('reward', ?, 'x', repeat('0', 64), 0, 'x', 'x', 'x', 1)",
                      version);
                }
                handle.execute(
                    "insert into model_deployments (model_name, version, stage, traffic_percent, state, reason) values ('reward', 1, 1, 100, 'active', 'test'), ('reward', 2, 1, 10, 'ramping', 'test')");
                List<String> atTen = assigned(handle);
                assertThat(atTen).hasSizeBetween(50, 150);
                assertThat(assigned(handle)).isEqualTo(atTen);
                handle.execute(
                    "update model_deployments set traffic_percent = 50 where version = 2");
                assertThat(assigned(handle)).hasSizeBetween(400, 600).containsAll(atTen);
              });
    }
  }

  @Test
  void modelEventsAreAppendOnly() {
    try (TestSession session = TestSession.in(folder)) {
      session
          .jdbi()
          .useHandle(
              handle -> {
                handle.execute(
                    "insert into model_events (actor, model_name, version, kind) values ('test', 'reward', 1, 'registered')");
                assertThatThrownBy(() -> handle.execute("delete from model_events"))
                    .hasMessageContaining("append-only");
              });
    }
  }

  @Test
  void rowLevelSecurityShowsUsersOnlyTheirOwnInteractions() {
    UUID owner = UUID.randomUUID();
    try (TestSession session = TestSession.in(folder)) {
      session
          .jdbi()
          .useTransaction(
              handle -> {
                handle.execute(
                    "select log_user_interaction(input_text => 'mine', user_id => ?)", owner);
                handle.execute(
                    "select log_user_interaction(input_text => 'theirs', user_id => ?)",
                    UUID.randomUUID());
                asUser(handle, owner);
                handle.execute("set local role authenticated");
                assertThat(
                        handle
                            .createQuery("select input_text from user_interactions")
                            .mapTo(String.class)
                            .list())
                    .containsExactly("mine");
                assertThatThrownBy(() -> handle.execute("select * from job_runs"))
                    .hasMessageContaining("permission denied");
              });
    }
  }

  @Test
  void createsSupabasesRolesOnAPlainPostgresOnlyOnRequest() {
    try (TestSession session = TestSession.in(folder)) {
      session.jdbi().useHandle(handle -> handle.execute("create database plain"));
      CoreSettings core =
          Settings.load(
                  Optional.empty(),
                  List.of(
                      "supabase.url=\""
                          + session.session().supabase().url().replaceAll("/[^/]*$", "/plain")
                          + "\"",
                      "supabase.user=postgres",
                      "supabase.sslmode=disable"))
              .reader()
              .bind(CoreSettings::from);
      try (Supabase plain = Supabase.connect(core)) {
        assertThatThrownBy(() -> plain.migrations().apply())
            .isInstanceOf(JobException.class)
            .hasMessageContaining("lacks Supabase's roles")
            .hasMessageContaining("kalimtak migrate --create-roles");
        plain.migrations().createRoles();
        assertThat(plain.migrations().apply()).isNotEmpty();
        assertThat(plain.migrations().missing()).isEmpty();
      }
    }
  }

  @Test
  void reportsAnUnreachableServerInOneLineWithoutThePassword() {
    CoreSettings core =
        Settings.load(
                Optional.empty(),
                List.of(
                    "state.directory=" + folder,
                    "supabase.url=jdbc:postgresql://127.0.0.1:1/postgres"))
            .reader()
            .bind(CoreSettings::from);
    assertThatThrownBy(() -> Supabase.connect(core))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("cannot connect to Postgres at 127.0.0.1:1/postgres")
        .hasMessageContaining("Check supabase.url");
  }

  private static List<String> inputs(TestSession session) {
    return session
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select input_text from user_interactions")
                    .mapTo(String.class)
                    .list());
  }

  private static boolean rate(Handle handle, UUID id, int score) {
    return handle
        .createQuery("select update_interaction_feedback(id => :id, score => :score)")
        .bind("id", id)
        .bind("score", score)
        .mapTo(Boolean.class)
        .one();
  }

  private static void asUser(Handle handle, UUID user) {
    handle.execute(
        "select set_config('request.jwt.claims', json_build_object('sub', ?)::text, false)",
        user.toString());
  }

  private static String changeXid(Handle handle, UUID id) {
    return handle
        .createQuery("select change_xid::text from user_interactions where id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .one();
  }

  /** Returns those of a thousand subjects that version 2 serves. */
  private static List<String> assigned(Handle handle) {
    return handle
        .createQuery(
            "select s from generate_series(1, 1000) g, lateral (select 'subject ' || g as s) x where assign_model_version('reward', s) = 2 order by g")
        .mapTo(String.class)
        .list();
  }
}
