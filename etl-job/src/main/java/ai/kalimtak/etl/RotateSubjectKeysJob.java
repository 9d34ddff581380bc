package ai.kalimtak.etl;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.etl.personal.LakeEdit;
import ai.kalimtak.etl.personal.PersonalTables;
import ai.kalimtak.etl.subjects.RotationReport;
import ai.kalimtak.etl.subjects.SubjectKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Replaces the subject keys of the lake with those under the current secret. The old secret is not
 * needed, because {@code restricted/identities} has the user ids. That table is changed last, so
 * that a run after a crash can still map old keys to new ones; until the rotation is complete,
 * other jobs refuse to use the lake.
 */
public final class RotateSubjectKeysJob implements Job<Void, RotationReport> {
  private final Consumer<String> afterStep;

  public RotateSubjectKeysJob() {
    this(step -> {});
  }

  /**
   * @param afterStep receives the name of each completed step; may throw to interrupt the run
   */
  RotateSubjectKeysJob(Consumer<String> afterStep) {
    this.afterStep = afterStep;
  }

  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new RotateSubjectKeysJob(), args));
  }

  @Override
  public String name() {
    return "rotate-subject-keys";
  }

  @Override
  public Set<String> excludes() {
    return PersonalTables.allBut(name());
  }

  @Override
  public Void bind(SettingsReader reader) {
    return null;
  }

  @Override
  public RotationReport run(Void settings, JobContext context) {
    Lake lake = context.lake();
    SubjectKeys keys = SubjectKeys.underCurrentSecret(context);
    Optional<String> begun = lake.property(Identities.TABLE, SubjectKeys.ROTATING_TO);
    if (begun.isEmpty() && keys.match(lake)) {
      return RotationReport.nothingToDo();
    }
    if (begun.isPresent() && !begun.get().equals(keys.fingerprint())) {
      throw JobException.badSettings(
          "the subject keys of this lake are halfway to a secret that is not the current one",
          "Restore the secret with which the rotation was started, and complete it first");
    }
    lake.setProperty(Identities.TABLE, SubjectKeys.ROTATING_TO, keys.fingerprint());
    afterStep.accept("begun");

    List<LakeTable> tables = tablesWithKeys(lake);
    Map<String, Long> rekeyed = new TreeMap<>();
    for (LakeTable table : tables) {
      rekeyed.put(table.name(), replaceKeys(table, keys, context));
      afterStep.accept(table.name());
    }
    long unknown = context.phase("counting keys without a user", () -> rowsOfNobody(lake, tables));
    long files = PersonalTables.vacuum(tables, context);
    afterStep.accept("vacuum");
    lake.setProperty(Identities.TABLE, SubjectKeys.MADE_WITH, keys.fingerprint());
    lake.unsetProperty(Identities.TABLE, SubjectKeys.ROTATING_TO);
    return new RotationReport(
        rekeyed.getOrDefault(Identities.TABLE.name(), 0L), rekeyed, unknown, files);
  }

  private static List<LakeTable> tablesWithKeys(Lake lake) {
    return PersonalTables.of(lake).stream()
        .filter(
            table ->
                List.of(lake.schema(table).orElseThrow().fieldNames())
                    .contains(BronzeInteractions.SUBJECT_KEY))
        .toList();
  }

  private static long replaceKeys(LakeTable table, SubjectKeys keys, JobContext context) {
    Lake lake = context.lake();
    return context.phase(
        "replacing the subject keys in " + table.name(),
        () ->
            new LakeEdit(lake)
                .replace(table, BronzeInteractions.SUBJECT_KEY, oldAndNew(lake, keys)));
  }

  /** Returns one row per subject whose key changes. */
  private static Dataset<Row> oldAndNew(Lake lake, SubjectKeys keys) {
    return keys.add(
            lake.read(Identities.TABLE)
                .select(col(Identities.SUBJECT_KEY).alias(LakeEdit.OLD), col(Identities.USER_ID)))
        .select(col(LakeEdit.OLD), col(BronzeInteractions.SUBJECT_KEY).alias(LakeEdit.NEW))
        .where(col(LakeEdit.OLD).notEqual(col(LakeEdit.NEW)));
  }

  /** Counts rows whose key is not in {@code restricted/identities}; they keep it. */
  private static long rowsOfNobody(Lake lake, List<LakeTable> tables) {
    Dataset<Row> known = lake.read(Identities.TABLE).select(Identities.SUBJECT_KEY);
    return tables.stream()
        .map(table -> lake.read(table).select(BronzeInteractions.SUBJECT_KEY))
        .reduce(Dataset::union)
        .map(all -> all.where(col(BronzeInteractions.SUBJECT_KEY).isNotNull()))
        .map(
            all ->
                all.join(
                        known.withColumnRenamed(Identities.SUBJECT_KEY, "known_key"),
                        col(BronzeInteractions.SUBJECT_KEY).equalTo(col("known_key")),
                        "left_anti")
                    .count())
        .orElse(0L);
  }
}
