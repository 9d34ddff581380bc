package ai.kalimtak.etl;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Quarantine;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a row must be to enter the lake; a row that is not goes to quarantine with the reason. */
final class Contract {
  /** First rule that the row breaks, as {@code column: what is wrong}; null when it breaks none. */
  static final String VIOLATION = "violation";

  private static final List<String> TEXTS =
      List.of(
          BronzeInteractions.INPUT_TEXT,
          BronzeInteractions.GENERATED_PROMPT,
          BronzeInteractions.MODEL_OUTPUT,
          BronzeInteractions.FEEDBACK_TEXT,
          BronzeInteractions.ERROR,
          BronzeInteractions.METADATA);

  /** Texts in a quarantined row are shown up to this length. */
  private static final int RAW_TEXT_CHARACTERS = 2_000;

  private Contract() {}

  /** Adds {@link #VIOLATION}; keeps every row; does not shuffle. */
  static Dataset<Row> check(Dataset<Row> pulled, EtlSettings settings, Instant now) {
    Timestamp earliest =
        Timestamp.from(settings.earliestCreatedOn().atStartOfDay(ZoneOffset.UTC).toInstant());
    Timestamp latest = Timestamp.from(now.plus(settings.futureToleranceHours(), ChronoUnit.HOURS));
    Column createdAt = col(BronzeInteractions.CREATED_AT);
    Column score = col(BronzeInteractions.FEEDBACK_SCORE);
    Column propensity = col(BronzeInteractions.PROPENSITY);
    Column label = col(BronzeInteractions.MODERATION_LABEL);
    Stream<Column> rules =
        Stream.of(
            broken(createdAt.isNull(), "created_at: missing or infinite"),
            broken(createdAt.lt(earliest), "created_at: before etl.earliest-created-on"),
            broken(createdAt.gt(latest), "created_at: in the future"),
            broken(col(BronzeInteractions.INPUT_TEXT).isNull(), "input_text: missing"),
            broken(score.lt(1).or(score.gt(5)), "feedback_score: not 1 to 5"),
            broken(propensity.leq(0).or(propensity.gt(1)), "propensity: not above 0, up to 1"),
            broken(
                label.isNotNull().and(label.isin("ok", "inappropriate").unary_$bang()),
                "moderation_label: neither ok nor inappropriate"));
    Stream<Column> lengths =
        TEXTS.stream()
            .map(
                text ->
                    broken(
                        length(col(text)).gt(settings.maxTextCharacters()),
                        text + ": longer than etl.max-text-characters"));
    Column[] all = Stream.concat(rules, lengths).toArray(Column[]::new);
    return pulled.withColumn(VIOLATION, coalesce(all));
  }

  /** The rows that break no rule, with {@code event_date}; without {@link #VIOLATION}. */
  static Dataset<Row> accepted(Dataset<Row> checked) {
    return checked
        .where(col(VIOLATION).isNull())
        .drop(VIOLATION)
        .withColumn(BronzeInteractions.EVENT_DATE, to_date(col(BronzeInteractions.CREATED_AT)));
  }

  /** The rows that break a rule, in the columns of {@code bronze/quarantine}. */
  static Dataset<Row> rejected(Dataset<Row> checked, long runId, Instant now) {
    Column[] shown =
        Arrays.stream(checked.columns())
            .filter(name -> !name.equals(VIOLATION) && !name.equals(InteractionSource.USER_ID))
            .map(
                name ->
                    TEXTS.contains(name)
                        ? col(name).substr(1, RAW_TEXT_CHARACTERS).alias(name)
                        : col(name))
            .toArray(Column[]::new);
    return checked
        .where(col(VIOLATION).isNotNull())
        .select(
            col(BronzeInteractions.INTERACTION_ID).alias(Quarantine.INTERACTION_ID),
            col(BronzeInteractions.CHANGE_XID).alias(Quarantine.CHANGE_XID),
            col(VIOLATION).alias(Quarantine.REASON),
            to_json(struct(shown)).alias(Quarantine.RAW),
            lit(Timestamp.from(now)).alias(Quarantine.QUARANTINED_AT),
            lit(runId).alias(Quarantine.RUN_ID));
  }

  private static Column broken(Column condition, String reason) {
    return when(condition, lit(reason));
  }
}
