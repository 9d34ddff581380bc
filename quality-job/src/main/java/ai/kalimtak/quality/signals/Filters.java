package ai.kalimtak.quality.signals;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.steps.CurationStep;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The first steps of {@link Signals}: which rows are considered, and which lack a text. */
final class Filters {
  /** The reason to reject the row; null where it passes. */
  static final String LOW_QUALITY = "low_quality";

  private static final String WHITE_SPACE = "[\\s\\p{Z}\\p{Cc}]+";

  /** Soft hyphen, zero-width space, word joiner and byte order mark. */
  private static final String INVISIBLE = "[\\u00ad\\u200b\\u2060\\ufeff]+";

  private Filters() {}

  /**
   * Selects the columns of {@code silver/candidates} that bronze has, and {@code error}; keeps
   * every row; no shuffle. Domains that differ only in case or white space are the same one; a
   * blank domain, template or session is none.
   */
  static Dataset<Row> selectConsidered(Dataset<Row> bronze) {
    return bronze.select(
        col(BronzeInteractions.INTERACTION_ID).alias(Candidates.INTERACTION_ID),
        col(BronzeInteractions.SUBJECT_KEY).alias(Candidates.SUBJECT_KEY),
        named(BronzeInteractions.SESSION_ID).alias(Candidates.SESSION_ID),
        col(BronzeInteractions.CREATED_AT).alias(Candidates.CREATED_AT),
        col(BronzeInteractions.EVENT_DATE).alias(Candidates.EVENT_DATE),
        col(BronzeInteractions.INPUT_TEXT).alias(Candidates.INPUT_TEXT),
        col(BronzeInteractions.GENERATED_PROMPT).alias(Candidates.GENERATED_PROMPT),
        col(BronzeInteractions.MODEL_OUTPUT).alias(Candidates.MODEL_OUTPUT),
        named(BronzeInteractions.TEMPLATE_ID).alias(Candidates.TEMPLATE_ID),
        col(BronzeInteractions.MODEL_NAME).alias(Candidates.MODEL_NAME),
        col(BronzeInteractions.FEEDBACK_SCORE).alias(Candidates.FEEDBACK_SCORE),
        col(BronzeInteractions.MODERATION_LABEL).alias(Candidates.MODERATION_LABEL),
        lower(named(BronzeInteractions.DOMAIN)).alias(Candidates.GIVEN_DOMAIN),
        col(BronzeInteractions.RUN_ID).alias(Candidates.BRONZE_RUN_ID),
        col(BronzeInteractions.ERROR));
  }

  /**
   * Adds {@link #LOW_QUALITY} and drops {@code error}; keeps every row; no shuffle. A missing
   * answer counts only where it was rated: without a rating, the prompt alone is considered.
   */
  static Dataset<Row> flagLowQuality(Dataset<Row> rows) {
    Column unanswered =
        isBlank(Candidates.MODEL_OUTPUT).and(col(Candidates.FEEDBACK_SCORE).isNotNull());
    return rows.withColumn(
            LOW_QUALITY,
            coalesce(
                when(
                    isBlank(Candidates.INPUT_TEXT),
                    lit(CurationStep.LOW_QUALITY.reason("empty-input"))),
                when(
                    col(BronzeInteractions.ERROR).isNotNull(),
                    lit(CurationStep.LOW_QUALITY.reason("error"))),
                when(unanswered, lit(CurationStep.LOW_QUALITY.reason("empty-output")))))
        .drop(BronzeInteractions.ERROR);
  }

  /** Returns a name without white space around it and with single spaces in it; null if blank. */
  private static Column named(String name) {
    Column visible = regexp_replace(col(name), INVISIBLE, "");
    return nullif(trim(regexp_replace(visible, WHITE_SPACE, " ")), lit(""));
  }

  private static Column isBlank(String text) {
    return coalesce(length(trim(col(text))), lit(0)).equalTo(0);
  }
}
