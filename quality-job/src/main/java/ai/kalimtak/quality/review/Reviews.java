package ai.kalimtak.quality.review;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.quality.QualityPlan;
import ai.kalimtak.quality.signals.Models;
import ai.kalimtak.quality.signals.Signals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Fills {@code review_queue} from what a run has looked at and from what still waits there: for
 * each label the interactions of which it would teach most.
 */
public final class Reviews {
  private static final int FEATURES = 1 << 14;
  private static final String RATING = "rating";
  private static final String MODERATION = "moderation";
  private static final String DOMAIN = "domain";

  private final JobContext context;
  private final QualityPlan plan;
  private final ReviewSettings settings;
  private final Models models;

  public Reviews(JobContext context, QualityPlan plan, ReviewSettings settings, Models models) {
    this.context = context;
    this.plan = plan;
    this.settings = settings;
    this.models = models;
  }

  /** Whether it is switched on. */
  public boolean isEnabled() {
    return settings.enabled();
  }

  /** Chooses among clean rows; a label that no model waits for is not asked for, but the rating. */
  public ReviewQueue.Refreshed refresh(Dataset<Row> silver) {
    ReviewQueue queue = new ReviewQueue(context.supabase().jdbi());
    Dataset<Row> pool = pool(silver);
    Map<String, Dataset<Row>> byLabel = new LinkedHashMap<>();
    byLabel.put(
        RATING,
        probabilities(pool.where(col(Candidates.FEEDBACK_SCORE).isNull()), models.reward()));
    if (models.router().isPresent()) {
      byLabel.put(
          DOMAIN,
          probabilities(pool.where(col(Candidates.GIVEN_DOMAIN).isNull()), models.router()));
    }
    if (models.moderation().isPresent()) {
      Column unfit = col(Candidates.MODERATION_PROBABILITY);
      byLabel.put(
          MODERATION,
          pool.where(col(Candidates.MODERATION_LABEL).isNull().and(unfit.isNotNull()))
              .withColumn(
                  ReviewSelection.PROBABILITY,
                  functions.array_to_vector(array(lit(1.0).minus(unfit), unfit))));
    }
    ReviewSettings share = settings.ofSize(Math.max(1, settings.size() / byLabel.size()));
    List<ReviewSelection.Place> places = new ArrayList<>();
    byLabel.forEach(
        (label, unlabelled) ->
            places.addAll(
                ReviewSelection.choose(
                    withFeatures(unlabelled),
                    withFeatures(labelled(silver, label)),
                    label,
                    share)));
    return queue.refresh(places);
  }

  /**
   * Clean rows written since the last run that ended well, and those that wait, each with its
   * copies.
   */
  private Dataset<Row> pool(Dataset<Row> silver) {
    List<String> waiting =
        context
            .supabase()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select interaction_id::text from review_queue where answered_at is null")
                        .mapTo(String.class)
                        .list());
    Dataset<Row> asked =
        context
            .spark()
            .createDataset(waiting, Encoders.STRING())
            .toDF(Candidates.INTERACTION_ID)
            .withColumn("waits", lit(true));
    Dataset<Row> copies =
        silver
            .where(col(Candidates.DUPLICATE_OF).isNotNull())
            .groupBy(col(Candidates.DUPLICATE_OF).alias(Candidates.INTERACTION_ID))
            .agg(count(lit(1)).plus(1).alias(ReviewSelection.COPIES));
    return silver
        .where(col(Candidates.IS_CLEAN))
        .join(asked, new String[] {Candidates.INTERACTION_ID}, "left")
        .where(col(Candidates.RUN_ID).gt(plan.lastRun()).or(coalesce(col("waits"), lit(false))))
        .drop("waits")
        .join(copies, new String[] {Candidates.INTERACTION_ID}, "left");
  }

  private static Dataset<Row> labelled(Dataset<Row> silver, String label) {
    return silver.where(
        col(switch (label) {
              case RATING -> Candidates.FEEDBACK_SCORE;
              case DOMAIN -> Candidates.GIVEN_DOMAIN;
              default -> Candidates.MODERATION_LABEL;
            })
            .isNotNull());
  }

  private static Dataset<Row> probabilities(Dataset<Row> rows, Optional<PipelineModel> model) {
    Column[] kept = Signals.columns(java.util.Arrays.stream(rows.columns()));
    return model
        .map(
            present ->
                present.transform(rows).withColumn(ReviewSelection.PROBABILITY, col("probability")))
        .orElseGet(
            () ->
                rows.withColumn(
                    ReviewSelection.PROBABILITY, lit(null).cast(SQLDataTypes.VectorType())))
        .select(
            java.util.stream.Stream.concat(
                    java.util.Arrays.stream(kept),
                    java.util.stream.Stream.of(col(ReviewSelection.PROBABILITY)))
                .toArray(Column[]::new));
  }

  private static Dataset<Row> withFeatures(Dataset<Row> rows) {
    return HashedNGrams.ofWords(Candidates.INPUT_TEXT, ReviewSelection.FEATURES, 1, 1, FEATURES)
        .transform(rows);
  }
}
