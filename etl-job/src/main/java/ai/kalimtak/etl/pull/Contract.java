package ai.kalimtak.etl.pull;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.etl.source.SourceColumns;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rules that a row must satisfy to enter the lake; other rows are quarantined with the reason.
 * The rules run in Postgres, so that the plan knows how many rows violate one, and the pull neither
 * caches rows nor reads them twice.
 */
public final class Contract {
  /** The first rule that the row violates, as {@code column: problem}; null when there is none. */
  static final String VIOLATION = "violation";

  private final List<Rule> rules;

  private record Rule(String violatedWhen, String reason) {
    String sql() {
      return "when " + violatedWhen + " then '" + reason + "'";
    }
  }

  /**
   * Defines the rules for one run.
   *
   * @param now the time after which a timestamp is in the future
   */
  public Contract(PullSettings.Limits limits, Instant now) {
    String earliest = literal(limits.earliestCreatedOn().atStartOfDay(ZoneOffset.UTC).toInstant());
    String latest = literal(now.plus(limits.futureToleranceHours(), ChronoUnit.HOURS));
    Stream<Rule> times =
        Stream.of(
                BronzeInteractions.CREATED_AT,
                BronzeInteractions.UPDATED_AT,
                BronzeInteractions.FEEDBACK_AT)
            .flatMap(
                time ->
                    Stream.of(
                        new Rule("not isfinite(" + time + ")", time + ": infinite"),
                        new Rule(
                            time + " < " + earliest, time + ": before etl.earliest-created-on"),
                        new Rule(time + " > " + latest, time + ": in the future")));
    Stream<Rule> values =
        Stream.of(
            missing(BronzeInteractions.CREATED_AT),
            missing(BronzeInteractions.UPDATED_AT),
            missing(BronzeInteractions.INPUT_TEXT),
            new Rule("feedback_score not between 1 and 5", "feedback_score: not 1 to 5"),
            new Rule(
                "not (propensity > 0 and propensity <= 1)", "propensity: not above 0, up to 1"),
            new Rule("latency_ms < 0", "latency_ms: negative"),
            new Rule("prompt_tokens < 0", "prompt_tokens: negative"),
            new Rule("completion_tokens < 0", "completion_tokens: negative"),
            new Rule(
                "moderation_label::text not in ('ok', 'inappropriate')",
                "moderation_label: neither ok nor inappropriate"));
    Stream<Rule> lengths =
        SourceColumns.TEXTS.stream()
            .map(
                text ->
                    new Rule(
                        "octet_length(" + text + "::text) > " + limits.maxTextBytes(),
                        text + ": longer than etl.max-text-bytes"));
    this.rules = Stream.of(times, values, lengths).flatMap(stream -> stream).toList();
  }

  /** Returns the SQL expression for the first rule that a row violates; null when there is none. */
  String violationSql() {
    return "case " + rules.stream().map(Rule::sql).collect(Collectors.joining(" ")) + " end";
  }

  /**
   * Returns rows in the columns of {@code bronze/quarantine}; no shuffle.
   *
   * @param redacted source rows with {@link #VIOLATION} and {@code subject_key}, texts redacted
   * @param maxTextCharacters length to which texts are cut
   */
  static Dataset<Row> quarantined(
      Dataset<Row> redacted, int maxTextCharacters, long runId, Instant now) {
    Column[] shown =
        Arrays.stream(redacted.schema().fields())
            .filter(
                field ->
                    !List.of(VIOLATION, SourceColumns.USER_ID, BronzeInteractions.SUBJECT_KEY)
                        .contains(field.name()))
            .map(
                field ->
                    SourceColumns.TEXTS.contains(field.name())
                        ? col(field.name()).substr(1, maxTextCharacters).alias(field.name())
                        : col(field.name()))
            .toArray(Column[]::new);
    return redacted.select(
        col(BronzeInteractions.INTERACTION_ID).alias(Quarantine.INTERACTION_ID),
        col(BronzeInteractions.SUBJECT_KEY).alias(Quarantine.SUBJECT_KEY),
        col(BronzeInteractions.CHANGE_XID).alias(Quarantine.CHANGE_XID),
        col(VIOLATION).alias(Quarantine.REASON),
        to_json(struct(shown)).alias(Quarantine.RAW),
        lit(Timestamp.from(now)).alias(Quarantine.QUARANTINED_AT),
        lit(runId).alias(Quarantine.RUN_ID));
  }

  private static Rule missing(String column) {
    return new Rule(column + " is null", column + ": missing");
  }

  private static String literal(Instant instant) {
    return "timestamptz '" + instant.truncatedTo(ChronoUnit.MICROS) + "'";
  }
}
