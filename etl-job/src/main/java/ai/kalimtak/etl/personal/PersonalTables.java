package ai.kalimtak.etl.personal;

import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTables;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The tables of a lake that lead to persons, and the jobs that write any table of a lake. */
public final class PersonalTables {
  /** Jobs that must not run while rows, keys or files of the lake are taken away under them. */
  static final Set<String> READERS_AND_WRITERS =
      Set.of("etl", "quality", "training", "evaluation", "rebuild", "erase", "rotate-subject-keys");

  private PersonalTables() {}

  /**
   * Those that exist; {@code restricted/identities} last, because it alone tells which keys are a
   * person's.
   */
  public static List<LakeTable> of(Lake lake) {
    return LakeTables.ALL.stream()
        .filter(lake::exists)
        .filter(table -> !PersonalColumns.of(lake.read(table).schema()).isEmpty())
        .sorted(Comparator.comparing(Identities.TABLE::equals))
        .toList();
  }

  /** The jobs that one of them excludes: all but itself. */
  public static Set<String> allBut(String job) {
    return READERS_AND_WRITERS.stream()
        .filter(other -> !other.equals(job))
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }
}
