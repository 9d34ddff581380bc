package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.TrainingData;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Decides what is selected, and in which split a row lies. */
final class Selection {
  private static final String OVER_QUOTA = "over_quota";
  private static final int BUCKETS = 10_000;

  private Selection() {}

  /** Rated well, and nothing spoke against it so far. */
  private static Column wanted() {
    return col(Candidates.FEEDBACK_SCORE)
        .isNotNull()
        .and(col(Filters.LOW_SCORE).isNull())
        .and(clean());
  }

  private static Column clean() {
    return col(Filters.LOW_QUALITY)
        .isNull()
        .and(col(Filters.INAPPROPRIATE).isNull())
        .and(col(Duplicates.DUPLICATE).isNull());
  }

  /** Rows that would be selected, by domain; those without one are not counted. A row a domain. */
  static Map<String, Long> wantedByDomain(Dataset<Row> rows) {
    Map<String, Long> counts = new TreeMap<>();
    rows.where(wanted().and(col(Candidates.DOMAIN).isNotNull()))
        .groupBy(Candidates.DOMAIN)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  /**
   * Adds the status, the first reason, {@code is_clean} and {@code is_selected}; drops the steps'
   * own columns; keeps every row. Rows beyond a quota are the worst rated, by hash among equals.
   * Shuffles by domain only where a quota binds.
   */
  static Dataset<Row> decide(Dataset<Row> rows, DomainQuota quota, long seed) {
    Column reason =
        coalesce(
            col(Filters.LOW_SCORE),
            col(Filters.LOW_QUALITY),
            col(Filters.INAPPROPRIATE),
            col(Duplicates.DUPLICATE),
            col(OVER_QUOTA));
    Column rated = col(Candidates.FEEDBACK_SCORE).isNotNull();
    return rows.transform(flagged -> flagOverQuota(flagged, quota, seed))
        .withColumn(Candidates.REJECTION_REASON, reason)
        .withColumn(Candidates.IS_CLEAN, clean())
        .withColumn(Candidates.IS_SELECTED, rated.and(col(Candidates.REJECTION_REASON).isNull()))
        .withColumn(
            Candidates.CURATION_STATUS,
            when(col(Candidates.REJECTION_REASON).isNotNull(), lit("rejected"))
                .when(rated, lit("selected"))
                .otherwise(lit("candidate")))
        .drop(
            Filters.LOW_SCORE,
            Filters.LOW_QUALITY,
            Filters.INAPPROPRIATE,
            Duplicates.DUPLICATE,
            OVER_QUOTA);
  }

  /**
   * Adds {@code split}: by hash of the subject, else of the session, else of the row, so that a
   * person lies in one split, and stays there; keeps every row; no shuffle.
   */
  static Dataset<Row> assignSplits(Dataset<Row> rows, QualitySettings settings) {
    Column key =
        coalesce(
            concat(lit("subject:"), col(Candidates.SUBJECT_KEY)),
            concat(lit("session:"), col(Candidates.SESSION_ID)),
            concat(lit("row:"), col(Candidates.INTERACTION_ID)));
    Column bucket = pmod(xxhash64(key, lit(settings.splitSeed())), lit(BUCKETS));
    long test = Math.round(settings.testShare() * BUCKETS);
    long validation = Math.round(settings.validationShare() * BUCKETS);
    return rows.withColumn(
        Candidates.SPLIT,
        when(bucket.lt(test), lit(TrainingData.TEST))
            .when(bucket.lt(test + validation), lit(TrainingData.VALIDATION))
            .otherwise(lit(TrainingData.TRAIN)));
  }

  private static Dataset<Row> flagOverQuota(Dataset<Row> rows, DomainQuota quota, long seed) {
    if (quota.caps().isEmpty()) {
      return rows.withColumn(OVER_QUOTA, lit(null).cast("string"));
    }
    Column capped = wanted().and(col(Candidates.DOMAIN).isin(quota.caps().keySet().toArray()));
    Column cap = lit(null).cast("long");
    for (Map.Entry<String, Long> entry : quota.caps().entrySet()) {
      cap =
          when(col(Candidates.DOMAIN).equalTo(entry.getKey()), lit(entry.getValue()))
              .otherwise(cap);
    }
    Column place =
        row_number()
            .over(
                Window.partitionBy(col(Candidates.DOMAIN))
                    .orderBy(
                        col(Candidates.FEEDBACK_SCORE).desc(),
                        xxhash64(col(Candidates.INTERACTION_ID), lit(seed)),
                        col(Candidates.INTERACTION_ID)));
    Dataset<Row> over =
        rows.where(capped)
            .select(col(Candidates.INTERACTION_ID), place.alias("place"), cap.alias("cap"))
            .where(col("place").gt(col("cap")))
            .select(col(Candidates.INTERACTION_ID), lit("over-quota:domain").alias(OVER_QUOTA));
    return rows.join(over, new String[] {Candidates.INTERACTION_ID}, "left");
  }

  /** Labels that a row can teach: a rating, a given domain, a moderation label. */
  static Column hasLabel() {
    return col(Candidates.FEEDBACK_SCORE)
        .isNotNull()
        .or(col(Candidates.GIVEN_DOMAIN).isNotNull())
        .or(col(Candidates.MODERATION_LABEL).isNotNull());
  }
}
