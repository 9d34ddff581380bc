package ai.kalimtak.etl.exactness;

import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.lake.LakeTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Observes the commits of a table in a local lake as they appear. */
public final class DeltaCommits {
  private final Path log;

  public DeltaCommits(JobSession session, LakeTable table) {
    String root =
        table.restricted() ? session.core().lake().restrictedRoot() : session.core().lake().root();
    this.log = Path.of(root, table.name(), "_delta_log");
  }

  /** Returns the version of the next commit; 0 for a table that does not exist. */
  public long next() {
    long version = 0;
    while (exists(version)) {
      version++;
    }
    return version;
  }

  /** Waits for a version while it can still appear; returns whether it did. */
  public boolean await(long version, BooleanSupplier isPossible) {
    while (!exists(version)) {
      if (!isPossible.getAsBoolean()) {
        return exists(version);
      }
      pause();
    }
    return true;
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a commit", e);
    }
  }

  private boolean exists(long version) {
    return Files.exists(log.resolve(String.format(Locale.ROOT, "%020d.json", version)));
  }
}
