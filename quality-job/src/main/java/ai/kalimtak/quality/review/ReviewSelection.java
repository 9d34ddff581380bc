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

/** Chooses which unlabelled interactions a person is asked about. */
public final class ReviewSelection {
  /** Of the model that is unsure: a vector, one probability a class; null without a model. */
  public static final String PROBABILITY = "probability";

  /** A vector, of any length above zero; an empty one is like nothing else. */
  public static final String FEATURES = "features";

  /** Interactions with the same text; null counts as 1. */
  public static final String COPIES = "copies";

  private static final String UNIT = "unit_features";
  private static final String FIRST = "first_probability";
  private static final String SECOND = "second_probability";

  private ReviewSelection() {}

  /**
   * One place of the queue.
   *
   * @param asks what a person is asked for: rating, moderation or domain
   * @param reason in words
   * @param priority the higher, the more a label would teach
   */
  public record Place(String interactionId, String asks, String reason, double priority) {}

  /**
   * At most {@code settings.size()} of the unlabelled rows, the first the one to ask about first.
   * Reads {@code interaction_id}, {@link #PROBABILITY}, {@link #FEATURES} and {@link #COPIES}, of
   * the labelled {@link #FEATURES} and {@code interaction_id}. What comes to the driver is bounded
   * by the settings and not by the tables: the rows with the highest uncertainty times traffic by
   * copies, and a sample, by a hash of the id, of the labelled. Two jobs over the unlabelled rows
   * and one over the labelled; no shuffle but the aggregates'.
   */
  public static List<Place> choose(
      Dataset<Row> unlabelled, Dataset<Row> labelled, String asks, ReviewSettings settings) {
    Dataset<Row> unit = normalized(unlabelled);
    List<Row> mostUncertain = mostUncertain(unit, settings);
    if (mostUncertain.isEmpty()) {
      return List.of();
    }
    Vector mean = (Vector) unit.select(Summarizer.mean(col(UNIT))).first().get(0);
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
        .forEach(row -> vectors.add((Vector) row.get(0)));
    return vectors;
  }

  private static Candidate candidate(Row row, Vector mean, double meanTypicality) {
    Vector features = (Vector) row.get(1);
    return new Candidate(
        row.getString(0),
        features,
        row.getDouble(2),
        row.getDouble(3),
        meanTypicality == 0 ? 1 : dot(features, mean) / meanTypicality,
        row.getLong(4));
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
            : String.format(Locale.ROOT, "%.2f beside %.2f", candidate.first(), candidate.second());
    return String.format(
        Locale.ROOT,
        "%s unsure (%s); nearest labelled or queued text %.2f alike; %.1f times as typical as most;"
            + " asked %d times",
        asks,
        doubt,
        choice.nearest(),
        candidate.typicality(),
        candidate.copies());
  }
}
