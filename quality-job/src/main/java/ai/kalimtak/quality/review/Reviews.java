package ai.kalimtak.quality.review;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.quality.signals.Models;
import ai.kalimtak.quality.signals.Signals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Fills {@code review_queue} with the interactions whose label would teach the models most. They
 * are chosen, separately for each kind of label, from the rows that changed and from those that are
 * already in the queue.
 */
public final class Reviews {
  private static final int FEATURES = 1 << 14;
  private static final String RATING = "rating";
  private static final String MODERATION = "moderation";
  private static final String DOMAIN = "domain";
  private static final String IS_QUEUED = "is_queued";

  private final JobContext context;
  private final ReviewSettings settings;
  private final Models models;

  public Reviews(JobContext context, ReviewSettings settings, Models models) {
    this.context = context;
    this.settings = settings;
    this.models = models;
  }

  /** Returns whether reviews are switched on. */
  public boolean isEnabled() {
    return settings.enabled();
  }

  /**
   * Chooses among clean rows. Ratings are always asked for; a domain or a moderation label only if
   * a model in production predicts it.
   *
   * @param lastRun number of the last successful run; rows that changed since are considered
   */
  public ReviewQueue.Refreshed refresh(Dataset<Row> silver, long lastRun) {
    ReviewQueue queue = new ReviewQueue(context.supabase().jdbi());
    Dataset<Row> pool = pool(silver, lastRun);
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
      Column inappropriate = col(Candidates.MODERATION_PROBABILITY);
      byLabel.put(
          MODERATION,
          pool.where(col(Candidates.MODERATION_LABEL).isNull().and(inappropriate.isNotNull()))
              .withColumn(
                  ReviewSelection.PROBABILITY,
                  functions.array_to_vector(array(lit(1.0).minus(inappropriate), inappropriate))));
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

  /** Clean rows that changed since the last run or are in the queue, each with its copies. */
  private Dataset<Row> pool(Dataset<Row> silver, long lastRun) {
    List<String> queued =
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
    Dataset<Row> queuedIds =
        context
            .spark()
            .createDataset(queued, Encoders.STRING())
            .toDF(Candidates.INTERACTION_ID)
            .withColumn(IS_QUEUED, lit(true));
    Dataset<Row> copies =
        silver
            .where(col(Candidates.DUPLICATE_OF).isNotNull())
            .groupBy(col(Candidates.DUPLICATE_OF).alias(Candidates.INTERACTION_ID))
            .agg(count(lit(1)).plus(1).alias(ReviewSelection.COPIES));
    return silver
        .where(col(Candidates.IS_CLEAN))
        .join(queuedIds, new String[] {Candidates.INTERACTION_ID}, "left")
        .where(col(Candidates.RUN_ID).gt(lastRun).or(coalesce(col(IS_QUEUED), lit(false))))
        .drop(IS_QUEUED)
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
    Column[] kept = Signals.columns(Arrays.stream(rows.columns()));
    return model
        .map(
            present ->
                present.transform(rows).withColumn(ReviewSelection.PROBABILITY, col("probability")))
        .orElseGet(
            () ->
                rows.withColumn(
                    ReviewSelection.PROBABILITY, lit(null).cast(SQLDataTypes.VectorType())))
        .select(
            Stream.concat(Arrays.stream(kept), Stream.of(col(ReviewSelection.PROBABILITY)))
                .toArray(Column[]::new));
  }

  private static Dataset<Row> withFeatures(Dataset<Row> rows) {
    return HashedNGrams.ofWords(Candidates.INPUT_TEXT, ReviewSelection.FEATURES, 1, 1, FEATURES)
        .transform(rows);
  }
}
