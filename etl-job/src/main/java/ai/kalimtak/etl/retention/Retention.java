package ai.kalimtak.etl.retention;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.etl.personal.LakeEdit;
import ai.kalimtak.etl.personal.PersonalTables;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Removes rows older than {@code lake.retention-days} from every table of the lake. */
public final class Retention {
  /** Delta's own limit: a running query may still read a younger file. */
  private static final int FILE_HOURS = 168;

  /** Jobs that write the same tables; while one is running, rows stay until the next run. */
  private static final Set<String> OTHER_WRITERS = Set.of("quality");

  private final JobContext context;
  private final Lake lake;
  private final LocalDate oldestKept;

  private Retention(JobContext context, LocalDate oldestKept) {
    this.context = context;
    this.lake = context.lake();
    this.oldestKept = oldestKept;
  }

  /** Returns what was removed; empty when there is no age limit. */
  public static Optional<PastRetention> apply(JobContext context, Instant now) {
    int days = context.core().lake().retentionDays();
    if (days == 0) {
      return Optional.empty();
    }
    LocalDate oldestKept = now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(days);
    return Optional.of(
        context
            .unlessRunning(
                OTHER_WRITERS,
                () ->
                    context.phase(
                        "removing rows older than " + oldestKept,
                        () -> new Retention(context, oldestKept).remove()))
            .orElse(PastRetention.LEFT_FOR_THE_NEXT_RUN));
  }

  private PastRetention remove() {
    Map<String, Long> rows = new TreeMap<>();
    List<LakeTable> tables = PersonalTables.of(lake);
    for (LakeTable table : tables) {
      Optional<String> old = old(table);
      long removed = old.isEmpty() ? 0 : removeFrom(table, old.get());
      if (removed > 0) {
        rows.put(table.name(), removed);
      }
    }
    if (rows.isEmpty()) {
      return PastRetention.NOTHING;
    }
    long subjects = removeOrphanedSubjects(tables);
    boolean vacuumed = !vacuumedToday();
    long files = 0;
    if (vacuumed) {
      for (LakeTable table : tables) {
        files += lake.vacuum(table, FILE_HOURS);
      }
    }
    return new PastRetention(rows, subjects, vacuumed, files, false);
  }

  /**
   * Returns the condition for a row to be too old; empty for a table whose rows have no age. Delta
   * uses partitions and statistics to skip files, so nothing is read where no row is too old.
   */
  private Optional<String> old(LakeTable table) {
    List<String> columns = List.of(table.schema().fieldNames());
    if (table.partitionColumns().contains(BronzeInteractions.EVENT_DATE)) {
      return Optional.of(BronzeInteractions.EVENT_DATE + " < date'" + oldestKept + "'");
    }
    return List.of(BronzeInteractions.CREATED_AT, Quarantine.QUARANTINED_AT).stream()
        .filter(columns::contains)
        .map(column -> column + " < timestamp'" + oldestKept + " 00:00:00Z'")
        .findFirst();
  }

  private long removeFrom(LakeTable table, String old) {
    return context
        .spark()
        .sql("DELETE FROM delta.`" + lake.path(table) + "` WHERE " + old)
        .as(Encoders.LONG())
        .first();
  }

  /** Removes subjects without a row in any other table from {@code restricted/identities}. */
  private long removeOrphanedSubjects(List<LakeTable> tables) {
    String present = "present_key";
    Optional<Dataset<Row>> keys =
        tables.stream()
            .filter(table -> !table.equals(Identities.TABLE))
            .map(lake::read)
            .filter(rows -> List.of(rows.columns()).contains(BronzeInteractions.SUBJECT_KEY))
            .map(rows -> rows.select(col(BronzeInteractions.SUBJECT_KEY).alias(present)))
            .reduce(Dataset::union);
    if (keys.isEmpty() || !tables.contains(Identities.TABLE)) {
      return 0;
    }
    Dataset<Row> orphaned =
        lake.read(Identities.TABLE)
            .select(Identities.SUBJECT_KEY)
            .join(keys.get(), col(Identities.SUBJECT_KEY).equalTo(col(present)), "left_anti");
    return new LakeEdit(lake).remove(Identities.TABLE, List.of(Identities.SUBJECT_KEY), orphaned);
  }

  private boolean vacuumedToday() {
    return context
        .supabase()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select exists (select from job_runs where job = 'etl' and stats -> 'past_retention' ->> 'vacuumed' = 'true' and started_at > now() - interval '1 day')")
                    .mapTo(Boolean.class)
                    .one());
  }
}
