package ai.kalimtak.quality.signals;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_concat;
import static org.apache.spark.sql.functions.map_filter;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.heuristics.Heuristics;
import ai.kalimtak.quality.moderation.Moderation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Everything that can be derived from the texts of a single row. It stays valid as long as the row,
 * the settings, and the models do, so {@code silver/candidates} keeps it, and a daily run reads the
 * texts of new rows only.
 */
public final class Signals {
  /** Columns of {@code silver/candidates} that {@link #of} fills. */
  static final List<String> COLUMNS =
      List.of(
          Candidates.INTERACTION_ID,
          Candidates.SUBJECT_KEY,
          Candidates.SESSION_ID,
          Candidates.CREATED_AT,
          Candidates.EVENT_DATE,
          Candidates.INPUT_TEXT,
          Candidates.GENERATED_PROMPT,
          Candidates.MODEL_OUTPUT,
          Candidates.TEMPLATE_ID,
          Candidates.MODEL_NAME,
          Candidates.FEEDBACK_SCORE,
          Candidates.MODERATION_LABEL,
          Candidates.GIVEN_DOMAIN,
          Candidates.DOMAIN,
          Candidates.DOMAIN_CONFIDENCE,
          Candidates.TEXT_KEY,
          Candidates.FLAGS,
          Candidates.FIGURES,
          Candidates.MODERATION_PROBABILITY,
          Candidates.MODERATION_RULE,
          Candidates.SIGNALS,
          Candidates.BRONZE_RUN_ID);

  /** Raise it with every change that makes a step derive a different result from the same row. */
  private static final int REVISION = 2;

  private static final int FINGERPRINT_CHARACTERS = 16;

  private Signals() {}

  /**
   * Returns the fingerprint of everything that signals depend on besides the row: a row of silver
   * with this fingerprint need not be read again.
   *
   * @param bronzeTable id of the Delta table
   */
  public static String fingerprint(
      String bronzeTable, ModelVersions models, SignalSettings settings) {
    // The lists are nested as in the fingerprints that lakes already hold.
    List<Object> inputs =
        List.of(
            REVISION,
            bronzeTable,
            List.of(
                settings.duplicateKey(),
                settings.heuristics(),
                settings.moderation(),
                settings.minDomainConfidence()),
            List.of(label(models.router()), label(models.moderation())));
    return Sha256.of(Json.write(inputs)).substring(0, FINGERPRINT_CHARACTERS);
  }

  /**
   * Turns rows of bronze into the signal columns; keeps every row; no shuffle.
   *
   * @param fingerprint from {@link #fingerprint}
   */
  public static Dataset<Row> of(
      Dataset<Row> bronze, Models models, SignalSettings settings, String fingerprint) {
    return bronze
        .transform(Filters::selectConsidered)
        .transform(Filters::flagLowQuality)
        .transform(rows -> Heuristics.flag(rows, settings.heuristics()))
        .transform(rows -> Moderation.flag(rows, settings.moderation(), models.moderation()))
        .transform(
            rows ->
                RowFlags.collect(
                    rows, Filters.LOW_QUALITY, Heuristics.REASON, Moderation.INAPPROPRIATE))
        .transform(rows -> TextKey.add(rows, settings.duplicateKey()))
        .transform(rows -> Domains.assign(rows, models.router(), settings.minDomainConfidence()))
        .transform(Signals::collectFigures)
        .withColumn(Candidates.SIGNALS, lit(fingerprint))
        .select(columns(COLUMNS.stream()));
  }

  /** Returns the signals that an earlier run stored in {@code silver/candidates}; no shuffle. */
  public static Dataset<Row> carried(Dataset<Row> silver) {
    return silver
        .withColumn(Candidates.FLAGS, RowFlags.basedOnRowAlone())
        .select(columns(COLUMNS.stream()));
  }

  public static Column[] columns(Stream<String> names) {
    return names.map(name -> col(name)).toArray(Column[]::new);
  }

  private static String label(Optional<ModelVersion> version) {
    return version.map(ModelVersion::label).orElse("none");
  }

  /** Adds {@code figures}, without those that are null. */
  private static Dataset<Row> collectFigures(Dataset<Row> rows) {
    return rows.withColumn(
        Candidates.FIGURES,
        map_concat(
            coalesce(col(Heuristics.FIGURES), map().cast("map<string,double>")),
            map_filter(
                map(
                    lit(Moderation.LEXICON_PROBABILITY),
                    col(Moderation.LEXICON_PROBABILITY).cast("double")),
                (name, figure) -> figure.isNotNull())));
  }
}
