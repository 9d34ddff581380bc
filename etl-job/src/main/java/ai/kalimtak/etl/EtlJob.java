package ai.kalimtak.etl;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.etl.pull.Contract;
import ai.kalimtak.etl.pull.LakeHorizon;
import ai.kalimtak.etl.pull.Pull;
import ai.kalimtak.etl.pull.PullPlan;
import ai.kalimtak.etl.pull.PullPlanner;
import ai.kalimtak.etl.pull.Pulled;
import ai.kalimtak.etl.pull.WindowReader;
import ai.kalimtak.etl.redaction.Redaction;
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

/** Pulls the rows that changed in Supabase since the last run into {@code bronze/interactions}. */
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
    return Set.of(settings.source().table());
  }

  @Override
  public EtlReport run(EtlSettings settings, JobContext context) {
    SubjectKeys keys = SubjectKeys.ofLake(context);
    Instant now = Instant.now();
    Contract contract = new Contract(settings.pull().limits(), now);
    Optional<LakeHorizon> last = lastHorizon(context);
    try (SourceSnapshot source =
        SourceSnapshot.open(context.supabase(), settings.source().table())) {
      SourceColumns columns =
          SourceColumns.match(settings.source(), source.catalog().columns(), bronzeSchema(context));
      PullPlan plan =
          context.phase(
              "planning the pull",
              () ->
                  new PullPlanner(source, columns, contract, settings.source(), settings.pull())
                      .plan(last, options.full()));
      plan.warnings().forEach(LOG::warn);
      plan.heldBack().ifPresent(held -> LOG.warn("{}", held.describe()));

      WindowReader window =
          new WindowReader(
              context.spark(), source, columns, contract, plan, settings.pull().reads());
      Redaction redaction = new Redaction(settings.redact(), columns.addedTexts());
      Pull pull = new Pull(context, window, keys, redaction, settings.pull(), now);
      if (options.writesNothing()) {
        return EtlReport.preview(plan, columns, pull.preview());
      }
      Pulled pulled = pull.write();
      return EtlReport.of(plan, columns, pulled, Retention.apply(context, now));
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
    return context
        .lake()
        .schema(BronzeInteractions.TABLE)
        .orElseGet(BronzeInteractions.TABLE::schema);
  }
}
