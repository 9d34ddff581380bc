package ai.kalimtak.etl;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.etl.pull.Contract;
import ai.kalimtak.etl.pull.EtlPlan;
import ai.kalimtak.etl.pull.EtlPlanner;
import ai.kalimtak.etl.pull.LakeHorizon;
import ai.kalimtak.etl.pull.Pull;
import ai.kalimtak.etl.retention.Retention;
import ai.kalimtak.etl.source.SourceColumns;
import ai.kalimtak.etl.source.SourceSnapshot;
import ai.kalimtak.etl.subjects.SubjectKeys;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pulls what changed in Supabase since the last run into {@code bronze/interactions}. */
public final class EtlJob implements Job<EtlSettings, EtlReport> {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  private final EtlOptions options;

  public EtlJob() {
    this(EtlOptions.none());
  }

  public EtlJob(EtlOptions options) {
    this.options = options;
  }

  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new EtlJob(), args));
  }

  @Override
  public String name() {
    return "etl";
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(options);
  }

  @Override
  public EtlSettings bind(SettingsReader reader) {
    return EtlSettings.from(reader);
  }

  @Override
  public Set<String> readsFromDatabase(EtlSettings settings) {
    return Set.of(settings.sourceTable());
  }

  @Override
  public EtlReport run(EtlSettings settings, JobContext context) {
    SubjectKeys keys = SubjectKeys.ofLake(context);
    Instant now = Instant.now();
    Contract contract = new Contract(settings, now);
    Optional<LakeHorizon> last = lastHorizon(context);
    try (SourceSnapshot source = SourceSnapshot.open(context.supabase(), settings.sourceTable())) {
      SourceColumns columns =
          SourceColumns.match(
              settings.sourceTable(),
              source.columns(),
              bronzeSchema(context),
              settings.ignoreColumns());
      EtlPlan plan =
          context.phase(
              "planning what to read",
              () -> new EtlPlanner(source, columns, contract, settings).plan(last, options.full()));
      plan.warnings().forEach(LOG::warn);
      plan.heldBack().ifPresent(held -> LOG.warn("{}", held.describe()));
      Pull pull = new Pull(context, settings, source, columns, contract, plan, keys, now);
      return options.writesNothing()
          ? pull.describe()
          : Retention.apply(context, pull.write(), now);
    }
  }

  private Optional<LakeHorizon> lastHorizon(JobContext context) {
    if (options.asOf().isEmpty()) {
      return LakeHorizon.latest(context.lake());
    }
    OptionalLong version = context.lake().versionAt(BronzeInteractions.TABLE, options.asOf().get());
    return version.isEmpty()
        ? Optional.empty()
        : LakeHorizon.latest(
            context.lake().transactions(BronzeInteractions.TABLE, version.getAsLong()));
  }

  private static StructType bronzeSchema(JobContext context) {
    return context.lake().exists(BronzeInteractions.TABLE)
        ? context.lake().read(BronzeInteractions.TABLE).schema()
        : BronzeInteractions.TABLE.schema();
  }
}
