package ai.kalimtak.quality;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ModelRegistry;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.quality.report.Clusters;
import ai.kalimtak.quality.report.CurationCounts;
import ai.kalimtak.quality.report.CurationReportWriter;
import ai.kalimtak.quality.review.ReviewQueue;
import ai.kalimtak.quality.review.ReviewSettings;
import ai.kalimtak.quality.review.Reviews;
import ai.kalimtak.quality.signals.ModelVersions;
import ai.kalimtak.quality.signals.Models;
import ai.kalimtak.quality.tables.GoldRows;
import ai.kalimtak.quality.tables.SilverChange;
import ai.kalimtak.quality.tables.TrainingItems;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Curates {@code bronze/interactions} into training data. */
public final class QualityJob implements Job<QualitySettings, QualityReport> {
  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new QualityJob(), args));
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
      return QualityReport.nothingNew(plan.state(Optional.empty()));
    }
    Models models = Models.load(plan.models(), context);
    try (Curation curation = new Curation(settings, context, plan, context.lake())) {
      context.phase("analyzing new rows", () -> curation.deriveSignals(models));
      context.phase("deciding on duplicates, ratings and quotas", curation::decide);
      SilverChange change = context.phase("writing silver/candidates", curation::writeCandidates);
      Reviews reviews = new Reviews(context, settings.review(), models);
      return publish(curation, change, reviews, plan, context);
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
        inProduction(context.registry(), settings.review()),
        settings,
        context.jobRuns().lastSucceeded("quality"),
        context.lake().exists(TrainingData.TABLE));
  }

  private static ModelVersions inProduction(ModelRegistry registry, ReviewSettings review) {
    return new ModelVersions(
        registry.inProduction(LabelRule.DOMAIN_ROUTER),
        registry.inProduction(LabelRule.MODERATION),
        review.enabled() ? registry.inProduction(LabelRule.REWARD) : Optional.empty());
  }

  /** Derives everything else from the silver table that was just written. */
  private static QualityReport publish(
      Curation curation,
      SilverChange change,
      Reviews reviews,
      QualityPlan plan,
      JobContext context) {
    Dataset<Row> silver = context.lake().read(Candidates.TABLE);
    context.phase(
        "checking that nothing leaks across splits",
        () -> curation.checkSplits(GoldRows.of(silver)));
    CurationCounts counts = context.phase("counting", () -> CurationCounts.of(silver));
    context.phase(
        "writing gold/curation_report",
        () -> CurationReportWriter.append(context, plan.bronze().version(), counts));
    long goldVersion =
        context.phase("writing gold/training_data", () -> curation.writeTrainingData(silver));
    TrainingItems.Moved items =
        context.phase(
            "writing training_data_items back",
            () ->
                new TrainingItems(context.supabase(), context.runId())
                    .update(silver, plan.lastRun(), counts.all(), goldVersion));
    Optional<ReviewQueue.Refreshed> refreshed =
        reviews.isEnabled()
            ? Optional.of(
                context.phase(
                    "filling review_queue", () -> reviews.refresh(silver, plan.lastRun())))
            : Optional.empty();
    return context.phase(
        "measuring clusters and variety",
        () ->
            new QualityReport(
                plan.state(Optional.of(goldVersion)),
                change,
                counts.byStatus(),
                counts.trainingRows(),
                counts.byStep(),
                counts.distribution(),
                Clusters.of(silver),
                curation.thinning(silver, counts),
                items,
                refreshed,
                curation.notes()));
  }
}
