package ai.kalimtak.quality.review;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.review.ReviewBatch.Candidate;
import ai.kalimtak.quality.review.ReviewBatch.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Chooses the unlabeled interactions that human reviewers are asked about. */
public final class ReviewSelection {
  /** The probabilities of the model: a vector with one per class; null without a model. */
  public static final String PROBABILITY = "probability";

  /** A vector of any length; a zero vector is similar to nothing. */
  public static final String FEATURES = "features";

  /** Interactions with the same text; null counts as 1. */
  public static final String COPIES = "copies";

  private static final String UNIT = "unit_features";
  private static final String FIRST = "first_probability";
  private static final String SECOND = "second_probability";

  private ReviewSelection() {}

  /**
   * One place in the queue.
   *
   * @param asks the requested label: rating, moderation, or domain
   * @param reason why this row was chosen, in words
   * @param priority the higher, the more the label would teach
   */
  public record Place(String interactionId, String asks, String reason, double priority) {}

  /**
   * Returns at most {@code settings.size()} of the unlabeled rows, the most informative first. The
   * driver receives a number of rows that depends on the settings, not on the tables: the unlabeled
   * rows with the highest uncertainty, weighted by their copies, and a sample of the labeled rows,
   * chosen by a hash of the id. Runs two Spark jobs over the unlabeled rows and one over the
   * labeled ones.
   *
   * @param unlabelled {@code interaction_id}, {@link #PROBABILITY}, {@link #FEATURES}, and {@link
   *     #COPIES}
   * @param labelled {@code interaction_id} and {@link #FEATURES}
   * @param asks the requested label
   */
  public static List<Place> choose(
      Dataset<Row> unlabelled, Dataset<Row> labelled, String asks, ReviewSettings settings) {
    Dataset<Row> unit = normalized(unlabelled);
    List<Row> mostUncertain = mostUncertain(unit, settings);
    if (mostUncertain.isEmpty()) {
      return List.of();
    }
    Vector mean = unit.select(Summarizer.mean(col(UNIT)).alias(UNIT)).first().getAs(UNIT);
    double meanTypicality = dot(mean, mean);
    List<Candidate> candidates =
        mostUncertain.stream().map(row -> candidate(row, mean, meanTypicality)).toList();
    return new ReviewBatch(settings)
        .choose(candidates, sample(labelled, settings)).stream()
            .map(
                choice ->
                    new Place(choice.candidate().id(), asks, reason(choice, asks), choice.worth()))
            .toList();
  }

  private static Dataset<Row> normalized(Dataset<Row> rows) {
    return new Normalizer().setInputCol(FEATURES).setOutputCol(UNIT).setP(2).transform(rows);
  }

  private static List<Row> mostUncertain(Dataset<Row> unit, ReviewSettings settings) {
    Column sorted =
        when(
            col(PROBABILITY).isNotNull(),
            array_sort(functions.vector_to_array(col(PROBABILITY), "float64")));
    Column copies = coalesce(col(COPIES), lit(1L));
    Column margin = col(FIRST).minus(col(SECOND));
    return unit.withColumn(FIRST, coalesce(element_at(sorted, -1), lit(0.0)))
        .withColumn(SECOND, coalesce(when(size(sorted).gt(1), element_at(sorted, -2)), lit(0.0)))
        .withColumn(COPIES, copies)
        .orderBy(
            lit(1).minus(margin).multiply(lit(1).plus(log(col(COPIES)))).desc(),
            xxhash64(col(Candidates.INTERACTION_ID)),
            col(Candidates.INTERACTION_ID))
        .limit(Math.multiplyExact(settings.size(), settings.candidatesPerPlace()))
        .select(col(Candidates.INTERACTION_ID), col(UNIT), col(FIRST), col(SECOND), col(COPIES))
        .collectAsList();
  }

  private static List<Vector> sample(Dataset<Row> labelled, ReviewSettings settings) {
    if (settings.labelledCompared() == 0 || settings.noveltyWeight() == 0) {
      return List.of();
    }
    List<Vector> vectors = new ArrayList<>();
    normalized(labelled)
        .orderBy(xxhash64(col(Candidates.INTERACTION_ID)), col(Candidates.INTERACTION_ID))
        .limit(settings.labelledCompared())
        .select(UNIT)
        .collectAsList()
        .forEach(row -> vectors.add(row.getAs(UNIT)));
    return vectors;
  }

  private static Candidate candidate(Row row, Vector mean, double meanTypicality) {
    Vector features = row.getAs(UNIT);
    return new Candidate(
        row.getAs(Candidates.INTERACTION_ID),
        features,
        row.<Double>getAs(FIRST),
        row.<Double>getAs(SECOND),
        meanTypicality == 0 ? 1 : dot(features, mean) / meanTypicality,
        row.<Long>getAs(COPIES));
  }

  private static double dot(Vector sparse, Vector dense) {
    SparseVector left = sparse.toSparse();
    double sum = 0;
    for (int i = 0; i < left.indices().length; i++) {
      sum += left.values()[i] * dense.apply(left.indices()[i]);
    }
    return sum;
  }

  private static String reason(Choice choice, String asks) {
    Candidate candidate = choice.candidate();
    String doubt =
        candidate.first() == 0
            ? "no model yet"
            : String.format(
                Locale.ROOT, "%.2f against %.2f", candidate.first(), candidate.second());
    return String.format(
        Locale.ROOT,
        "%s uncertain (%s); similarity to the nearest labeled or queued text %.2f; %.1f times as typical as the average text; asked %d times",
        asks,
        doubt,
        choice.nearest(),
        candidate.typicality(),
        candidate.copies());
  }
}
