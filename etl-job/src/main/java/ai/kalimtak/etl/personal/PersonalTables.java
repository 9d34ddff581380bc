package ai.kalimtak.etl.personal;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTables;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;

/** The tables of a lake that lead to users, and the jobs that use the lake. */
public final class PersonalTables {
  /** Jobs that must not run while rows, keys, or files are removed from the lake. */
  static final Set<String> READERS_AND_WRITERS =
      Set.of("etl", "quality", "training", "evaluation", "rebuild", "erase", "rotate-subject-keys");

  private PersonalTables() {}

  /**
   * Returns the existing tables; {@code restricted/identities} is last, because only that table
   * links keys to users.
   */
  public static List<LakeTable> of(Lake lake) {
    return LakeTables.ALL.stream()
        .filter(table -> lake.schema(table).filter(PersonalTables::isPersonal).isPresent())
        .sorted(Comparator.comparing(Identities.TABLE::equals))
        .toList();
  }

  private static boolean isPersonal(StructType schema) {
    return !PersonalColumns.of(schema).isEmpty();
  }

  /**
   * Removes all old files of these tables, which makes old versions unreadable; returns how many.
   */
  public static long vacuum(List<LakeTable> tables, JobContext context) {
    long files = 0;
    for (LakeTable table : tables) {
      files +=
          context.phase(
              "removing old files of " + table.name(), () -> context.lake().vacuum(table, 0));
    }
    return files;
  }

  /** Returns all of these jobs except one: the jobs that it excludes. */
  public static Set<String> allBut(String job) {
    return READERS_AND_WRITERS.stream()
        .filter(other -> !other.equals(job))
        .collect(Collectors.toUnmodifiableSet());
  }
}
