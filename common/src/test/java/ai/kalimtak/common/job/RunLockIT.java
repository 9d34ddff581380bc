package ai.kalimtak.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.settings.SettingsReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockIT {
  @TempDir static Path folder;
  private static TestSession session;
  private static TestSession impatient;

  private record Done() implements JobReport {
    @Override
    public String headline() {
      return "done";
    }

    @Override
    public List<Line> lines() {
      return List.of();
    }
  }

  private record Named(String name, Set<String> excludes, Consumer<JobContext> work)
      implements Job<String, Done> {
    Named(String name, Set<String> excludes) {
      this(name, excludes, context -> {});
    }

    @Override
    public String bind(SettingsReader reader) {
      return "";
    }

    @Override
    public Done run(String settings, JobContext context) {
      work.accept(context);
      return new Done();
    }
  }

  @BeforeAll
  static void open() {
    session = TestSession.in(folder);
    impatient = TestSession.in(folder, "run.lock-wait-seconds=0");
  }

  @AfterAll
  static void close() {
    impatient.close();
    session.close();
  }

  @Test
  void aJobAndTheJobsThatItExcludesWaitForEachOther() {
    Named sweep = new Named("sweep", Set.of("write"));
    Named write = new Named("write", Set.of());
    during(
        write,
        () ->
            assertThatThrownBy(() -> impatient.run(sweep))
                .hasMessageMatching(
                    "sweep cannot start while write is running \\(run \\d+, since [^)]+ UTC\\)\\. "
                        + "Wait until it ends, or raise run\\.lock-wait-seconds \\(now 0 s\\)"));
    during(
        sweep,
        () ->
            assertThatThrownBy(() -> impatient.run(write))
                .hasMessageMatching(
                    "another run of write is in progress \\(run \\d+ of sweep, since .*"));
    assertThat(impatient.run(sweep)).isEqualTo(new Done());
    assertThat(impatient.run(write)).isEqualTo(new Done());
  }

  @Test
  void aRefusedJobHoldsNoLocks() {
    Named sweep = new Named("sweep", Set.of("read", "write"));
    during(
        new Named("write", Set.of()),
        () -> {
          assertThatThrownBy(() -> impatient.run(sweep))
              .hasMessageContaining("while write is running");
          assertThat(impatient.run(new Named("read", Set.of()))).isEqualTo(new Done());
        });
  }

  @Test
  void skipsOptionalWorkWhileAConflictingJobRuns() {
    during(
        new Named("write", Set.of()),
        () ->
            impatient.run(
                new Named(
                    "tidy",
                    Set.of(),
                    context ->
                        assertThat(context.unlessRunning(Set.of("write"), () -> "tidied"))
                            .isEmpty())));
    impatient.run(
        new Named(
            "tidy",
            Set.of(),
            context ->
                assertThat(context.unlessRunning(Set.of("write"), () -> "tidied"))
                    .isEqualTo(Optional.of("tidied"))));
  }

  private static void during(Named job, Runnable meanwhile) {
    session.run(new Named(job.name(), job.excludes(), context -> meanwhile.run()));
  }
}
