package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.quality.report.Clusters;
import ai.kalimtak.quality.report.CurationCounts;
import ai.kalimtak.quality.report.CurationReportWriter;
import ai.kalimtak.quality.report.Variety;
import ai.kalimtak.quality.review.ReviewQueue;
import ai.kalimtak.quality.review.Reviews;
import ai.kalimtak.quality.signals.Models;
import ai.kalimtak.quality.tables.GoldRows;
import ai.kalimtak.quality.tables.TrainingItems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
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
      return QualityReport.nothingNew(plan);
    }
    Models models = Models.load(plan, context);
    try (Curation curation = new Curation(settings, context, plan, context.lake())) {
      context.phase("looking at what is new", () -> curation.look(models));
      context.phase("deciding on duplicates, ratings and quotas", curation::decide);
      Curation.Change change =
          context.phase("writing silver/candidates", curation::writeCandidates);
      Reviews reviews = new Reviews(context, plan, settings.review(), models);
      return publish(context, plan, curation, change, reviews);
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
        context.registry().inProduction(LabelRule.DOMAIN_ROUTER),
        context.registry().inProduction(LabelRule.MODERATION),
        settings.review().enabled()
            ? context.registry().inProduction(LabelRule.REWARD)
            : Optional.empty(),
        settings,
        context.jobRuns().lastSucceeded("quality"),
        context.lake().exists(TrainingData.TABLE));
  }

  /** Everything from here on is derived from silver as it was just written. */
  private static QualityReport publish(
      JobContext context,
      QualityPlan plan,
      Curation curation,
      Curation.Change change,
      Reviews reviews) {
    Dataset<Row> silver = context.lake().read(Candidates.TABLE);
    context.phase(
        "checking that nothing leaks across splits",
        () -> curation.checkSplits(GoldRows.of(silver)));
    CurationCounts counts = context.phase("counting", () -> CurationCounts.of(silver));
    context.phase(
        "writing gold/curation_report", () -> CurationReportWriter.append(context, plan, counts));
    context.phase("writing gold/training_data", () -> curation.writeTrainingData(silver));
    long goldVersion = context.lake().version(TrainingData.TABLE).orElseThrow().version();
    TrainingItems.Moved items =
        context.phase(
            "writing training_data_items back",
            () ->
                new TrainingItems(context.supabase(), context.runId())
                    .update(silver, plan.lastRun(), counts.rows(group -> true), goldVersion));
    Optional<ReviewQueue.Refreshed> asked =
        reviews.isEnabled()
            ? Optional.of(context.phase("filling review_queue", () -> reviews.refresh(silver)))
            : Optional.empty();
    return context.phase(
        "describing",
        () -> report(plan, curation, change, silver, counts, goldVersion, items, asked));
  }

  /** Of the rows that the quotas chose from, or of those that they left. */
  private static Variety variety(
      Dataset<Row> silver, CurationCounts counts, boolean after, long selected) {
    Column chosen =
        after
            ? col(Candidates.IS_SELECTED)
            : col(Candidates.IS_SELECTED)
                .or(
                    coalesce(
                        col(Candidates.REJECTION_REASON).startsWith("over-quota"), lit(false)));
    Map<String, Long> byDomain =
        counts.by(
            CurationCounts.Group::domain,
            group ->
                group.status().equals("selected")
                    || (!after && group.reason().startsWith("over-quota")));
    return Variety.of(silver.where(chosen), byDomain.values(), selected);
  }

  private static QualityReport report(
      QualityPlan plan,
      Curation curation,
      Curation.Change change,
      Dataset<Row> silver,
      CurationCounts counts,
      long goldVersion,
      TrainingItems.Moved items,
      Optional<ReviewQueue.Refreshed> asked) {
    long considered = counts.rows(group -> true);
    long selected = counts.rows(group -> group.status().equals("selected"));
    long candidates = counts.rows(group -> group.status().equals("candidate"));
    long rejected = counts.rows(group -> group.status().equals("rejected"));
    long withReason = counts.byReason().values().stream().mapToLong(Long::longValue).sum();
    if (considered != selected + candidates + rejected || rejected != withReason) {
      throw new IllegalStateException("a row of silver/candidates has no status, or no reason");
    }
    Clusters clusters = Clusters.of(silver);
    Map<String, Long> labels = new LinkedHashMap<>();
    labels.put("rated", counts.rows(group -> group.gold() && group.rated()));
    labels.put("given_domain", counts.rows(group -> group.gold() && group.givenDomain()));
    labels.put("moderated", counts.rows(group -> group.gold() && group.moderated()));
    return new QualityReport(
        plan.bronze().toString(),
        plan.bronze().version(),
        goldVersion,
        considered,
        change.fresh(),
        change.altered(),
        change.gone(),
        selected,
        candidates,
        rejected,
        counts.byReason(),
        counts.rows(CurationCounts.Group::gold),
        counts.by(CurationCounts.Group::split, CurationCounts.Group::gold),
        labels,
        counts.funnel(),
        counts.filters(),
        counts.byReasonAndDomain(),
        counts.by(CurationCounts.Group::domain, group -> true),
        counts.by(CurationCounts.Group::domain, group -> group.status().equals("selected")),
        counts.by(
            group -> group.rated() ? String.valueOf(group.score()) : "unrated", group -> true),
        clusters,
        curation.isThinned() ? variety(silver, counts, false, selected) : null,
        curation.isThinned() ? variety(silver, counts, true, selected) : null,
        curation.isThinned() ? curation.coverage() : null,
        items.written(),
        items.retired(),
        asked.orElse(null),
        plan.routerVersion(),
        plan.moderationVersion(),
        curation.notes(),
        plan.settingsFingerprint());
  }
}
