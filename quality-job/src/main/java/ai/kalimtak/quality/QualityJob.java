package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.job.JobException;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Curates {@code bronze/interactions} into training data. */
public final class QualityJob implements Job<QualitySettings, QualityReport> {
  private static final String ROUTER = "domain-router";

  public static void main(String[] args) {
    System.exit(JobCommand.run(new QualityJob(), args));
  }

  @Override
  public String name() {
    return "quality";
  }

  @Override
  public QualitySettings bind(SettingsReader reader) {
    return QualitySettings.from(reader);
  }

  @Override
  public QualityReport run(QualitySettings settings, JobContext context) {
    QualityPlan plan = plan(settings, context);
    if (plan.isDone()) {
      return QualityReport.nothingNew(plan);
    }
    Optional<PipelineModel> router = plan.router().map(version -> load(version, context));
    // Kept, because the quota counts it before the rows are decided; else the texts would be
    // folded, matched and routed twice.
    Dataset<Row> flagged =
        context
            .lake()
            .readVersion(BronzeInteractions.TABLE, plan.bronze().version())
            .transform(Filters::considered)
            .transform(rows -> Filters.scoreRatings(rows, settings.minScore()))
            .transform(Filters::flagLowQuality)
            .transform(rows -> Filters.flagInappropriate(rows, lexicon(settings)))
            .transform(rows -> Duplicates.flagExact(rows, settings.duplicateKey()))
            .transform(rows -> Domains.assign(rows, router, settings.minDomainConfidence()))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      DomainQuota quota =
          context.phase(
              "filtering, and looking for duplicates",
              () -> DomainQuota.plan(Selection.wantedByDomain(flagged), settings.maxDomainShare()));
      Dataset<Row> decided =
          flagged
              .transform(rows -> Selection.decide(rows, quota, settings.splitSeed()))
              .transform(rows -> Selection.assignSplits(rows, settings))
              .withColumn(Candidates.RUN_ID, lit(context.runId()));
      context.phase(
          "writing silver/candidates", () -> overwrite(context, Candidates.TABLE, decided));
      return publish(context, plan, quota);
    } finally {
      flagged.unpersist();
    }
  }

  private static QualityPlan plan(QualitySettings settings, JobContext context) {
    TableVersion bronze =
        context
            .lake()
            .version(BronzeInteractions.TABLE)
            .orElseThrow(
                () ->
                    JobException.failed(
                        "there is nothing to curate: bronze/interactions does not exist",
                        "Run etl first"));
    return QualityPlan.of(
        bronze,
        context.registry().inProduction(ROUTER),
        settings,
        context.jobRuns().lastSucceeded("quality"),
        context.lake().exists(TrainingData.TABLE));
  }

  /** Everything from here on is derived from silver as it was just written. */
  private static QualityReport publish(JobContext context, QualityPlan plan, DomainQuota quota) {
    Dataset<Row> silver = context.lake().read(Candidates.TABLE);
    Dataset<Row> gold = TrainingRows.of(silver);
    context.phase(
        "checking that no subject lies in two splits", () -> TrainingRows.checkSplits(gold));
    CurationCounts counts = context.phase("counting", () -> CurationCounts.of(silver));
    context.phase(
        "writing gold/curation_report", () -> CurationReportWriter.append(context, plan, counts));
    context.phase("writing gold/training_data", () -> overwrite(context, TrainingData.TABLE, gold));
    long goldVersion = context.lake().version(TrainingData.TABLE).orElseThrow().version();
    TrainingItems.Moved items =
        context.phase(
            "writing training_data_items back",
            () ->
                new TrainingItems(context.supabase(), context.runId())
                    .replace(silver, goldVersion));
    return report(plan, quota, counts, goldVersion, items);
  }

  private static QualityReport report(
      QualityPlan plan,
      DomainQuota quota,
      CurationCounts counts,
      long goldVersion,
      TrainingItems.Moved items) {
    long considered = counts.rows(group -> true);
    long selected = counts.rows(group -> group.status().equals("selected"));
    long candidates = counts.rows(group -> group.status().equals("candidate"));
    long rejected = counts.rows(group -> group.status().equals("rejected"));
    if (considered != selected + candidates + rejected) {
      throw new IllegalStateException("a row of silver/candidates has no status");
    }
    Map<String, Long> labels = new LinkedHashMap<>();
    labels.put("rated", counts.rows(group -> group.gold() && group.rated()));
    labels.put("given_domain", counts.rows(group -> group.gold() && group.givenDomain()));
    labels.put("moderated", counts.rows(group -> group.gold() && group.moderated()));
    return new QualityReport(
        plan.bronze().toString(),
        plan.bronze().version(),
        goldVersion,
        considered,
        selected,
        candidates,
        rejected,
        counts.byReason(),
        counts.rows(CurationCounts.Group::gold),
        counts.by(CurationCounts.Group::split, CurationCounts.Group::gold),
        labels,
        counts.funnel(),
        counts.by(CurationCounts.Group::domain, group -> true),
        counts.by(CurationCounts.Group::domain, group -> group.status().equals("selected")),
        counts.by(
            group -> group.rated() ? String.valueOf(group.score()) : "unrated", group -> true),
        items.written(),
        items.retired(),
        plan.routerVersion(),
        quota.note().isEmpty() ? null : quota.note(),
        plan.settingsFingerprint());
  }

  /** One commit, in which the old rows give way to the new. */
  private static void overwrite(JobContext context, LakeTable table, Dataset<Row> rows) {
    context.lake().ensure(table);
    Column[] columns =
        Arrays.stream(table.schema().fieldNames())
            .map(org.apache.spark.sql.functions::col)
            .toArray(Column[]::new);
    rows.select(columns)
        .write()
        .format("delta")
        .mode("overwrite")
        .option("optimizeWrite", "true")
        .save(context.lake().path(table));
  }

  private static Lexicon lexicon(QualitySettings settings) {
    return new Lexicon(settings.lexiconLanguages(), settings.lexiconThreshold());
  }

  private static PipelineModel load(ModelVersion version, JobContext context) {
    return context.phase(
        "loading " + version.label(),
        () -> {
          new ArtifactStore(
                  context.spark().sparkContext().hadoopConfiguration(), context.core().modelsRoot())
              .verify(version);
          return PipelineModel.load(version.artifactUri() + "/" + ArtifactStore.PIPELINE);
        });
  }
}
