package ai.kalimtak.etl.retention;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.etl.EtlReport;
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
import org.apache.spark.sql.Row;

/** Takes what is older than {@code lake.retention-days} out of every table of the lake. */
public final class Retention {
  /** Delta's own: a younger file may belong to a read that is going on. */
  private static final int FILE_HOURS = 168;

  /** Whoever else writes the tables: it is waited for until the next run. */
  private static final Set<String> WRITERS = Set.of("quality");

  private final JobContext context;
  private final Lake lake;
  private final LocalDate oldestKept;

  private Retention(JobContext context, LocalDate oldestKept) {
    this.context = context;
    this.lake = context.lake();
    this.oldestKept = oldestKept;
  }

  /** The report of a pull, with what left the lake after it. */
  public static EtlReport apply(JobContext context, EtlReport pulled, Instant now) {
    int days = context.core().lake().retentionDays();
    if (days == 0) {
      return pulled;
    }
    LocalDate oldestKept = now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(days);
    return pulled.with(
        context
            .unlessRunning(
                WRITERS,
                () ->
                    context.phase(
                        "removing rows from before " + oldestKept,
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
    long subjects = removeLoneSubjects(tables);
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
   * Condition that a row is too old; empty for a table whose rows have no age. Delta decides by
   * partitions and statistics which files can hold one, so where none does nothing is read.
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
        .first()
        .getLong(0);
  }

  /** Persons without a row in any table leave {@code restricted/identities}. */
  private long removeLoneSubjects(List<LakeTable> tables) {
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
    Dataset<Row> lone =
        lake.read(Identities.TABLE)
            .select(Identities.SUBJECT_KEY)
            .join(keys.get(), col(Identities.SUBJECT_KEY).equalTo(col(present)), "left_anti");
    return new LakeEdit(lake).remove(Identities.TABLE, List.of(Identities.SUBJECT_KEY), lone);
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
