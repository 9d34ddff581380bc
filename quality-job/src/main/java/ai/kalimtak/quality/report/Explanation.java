package ai.kalimtak.quality.report;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.job.JobReport.Line;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.quality.steps.CurationStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * The path of one interaction through the lake, with the figures behind each decision.
 *
 * @param found whether any table of the lake has the interaction
 * @param fate its outcome, in a few words
 * @param lines the path, step by step, with the redacted texts shortened
 */
public record Explanation(String interactionId, boolean found, String fate, List<Line> lines) {
  private static final int SHOWN_CHARACTERS = 120;

  /**
   * Looks an interaction up in the tables.
   *
   * @param interactionId {@code user_interactions.id}
   */
  public static Explanation of(JobSession session, String interactionId) {
    Lake lake = session.lake();
    List<Line> lines = new ArrayList<>();
    Optional<Row> silver = row(lake, Candidates.TABLE, interactionId);
    boolean quarantined =
        row(lake, Quarantine.TABLE, interactionId)
            .map(row -> lines.add(new Line("quarantine", row.<String>getAs(Quarantine.REASON))))
            .isPresent();
    Optional<Row> bronze = row(lake, BronzeInteractions.TABLE, interactionId);
    bronze.ifPresent(
        row ->
            lines.add(
                new Line(
                    "bronze", "pulled by run " + row.<Object>getAs(BronzeInteractions.RUN_ID))));
    silver.ifPresent(row -> silver(lines, row));
    Optional<Row> gold = row(lake, TrainingData.TABLE, interactionId);
    gold.ifPresent(row -> gold(lines, row, session));
    item(session, interactionId).ifPresent(item -> lines.add(new Line("training item", item)));
    String fate =
        silver
            .map(
                row ->
                    row.<String>getAs(Candidates.CURATION_STATUS)
                        + (row.getAs(Candidates.REJECTION_REASON) == null
                            ? ""
                            : ": " + row.<String>getAs(Candidates.REJECTION_REASON)))
            .orElseGet(
                () ->
                    bronze.isPresent()
                        ? "pulled, not curated yet"
                        : quarantined ? "in quarantine" : "unknown to the lake");
    return new Explanation(
        interactionId, quarantined || bronze.isPresent() || silver.isPresent(), fate, lines);
  }

  private static void silver(List<Line> lines, Row row) {
    lines.add(new Line("curated", "by run " + row.<Object>getAs(Candidates.RUN_ID)));
    text(lines, "  input", row.getAs(Candidates.INPUT_TEXT));
    text(lines, "  output", row.getAs(Candidates.MODEL_OUTPUT));
    List<String> flags = row.getList(row.fieldIndex(Candidates.FLAGS));
    for (CurationStep step : CurationStep.values()) {
      List<String> reasons = flags.stream().filter(step::gave).toList();
      lines.add(
          new Line(
              "  " + step.label(),
              reasons.isEmpty() ? "passed" : "dropped: " + String.join(", ", reasons)));
    }
    if (row.getAs(Candidates.DUPLICATE_OF) != null) {
      lines.add(
          new Line(
              "  duplicate of",
              row.getAs(Candidates.DUPLICATE_OF)
                  + ", similarity "
                  + number(row.getAs(Candidates.SIMILARITY))));
    }
    if (row.getAs(Candidates.CLUSTER) != null) {
      lines.add(new Line("  near-duplicate cluster", row.getAs(Candidates.CLUSTER)));
    }
    if (row.getAs(Candidates.RATING_COUNT) != null
        && row.<Integer>getAs(Candidates.RATING_COUNT) > 0) {
      lines.add(
          new Line(
              "  ratings",
              row.getAs(Candidates.RATING_COUNT)
                  + ", mean "
                  + number(row.getAs(Candidates.RATING_MEAN))
                  + ", lower bound of the share of good ones "
                  + number(row.getAs(Candidates.RATING_LOWER_BOUND))));
    }
    if (row.getAs(Candidates.DOMAIN_CONFIDENCE) != null) {
      lines.add(
          new Line(
              "  domain",
              (row.getAs(Candidates.DOMAIN) == null
                      ? "none, for lack of confidence"
                      : row.<String>getAs(Candidates.DOMAIN))
                  + (row.getAs(Candidates.GIVEN_DOMAIN) == null
                      ? ", from the router, with probability "
                          + number(row.getAs(Candidates.DOMAIN_CONFIDENCE))
                      : ", given")));
    }
    if (row.getAs(Candidates.MODERATION_PROBABILITY) != null) {
      lines.add(
          new Line(
              "  inappropriate with probability",
              number(row.getAs(Candidates.MODERATION_PROBABILITY))));
    }
    if (row.getAs(Candidates.MODERATION_RULE) != null) {
      lines.add(new Line("  inappropriate by", row.getAs(Candidates.MODERATION_RULE)));
    }
    Map<String, Double> figures = new TreeMap<>();
    if (row.getAs(Candidates.FIGURES) != null) {
      figures.putAll(row.<String, Double>getJavaMap(row.fieldIndex(Candidates.FIGURES)));
    }
    figures.forEach((name, value) -> lines.add(new Line("    " + name, number(value))));
    lines.add(new Line("  split", row.getAs(Candidates.SPLIT)));
  }

  private static void gold(List<Line> lines, Row row, JobSession session) {
    long version = session.lake().version(TrainingData.TABLE).orElseThrow().version();
    lines.add(
        new Line(
            "gold",
            "in version "
                + version
                + ", split "
                + row.getAs(TrainingData.SPLIT)
                + (row.<Boolean>getAs(TrainingData.IS_SELECTED)
                    ? ", selected to imitate"
                    : ", to learn from, not to imitate")));
  }

  private static Optional<String> item(JobSession session, String interactionId) {
    return session
        .supabase()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select curation_status || ', dataset version ' || coalesce(dataset_version::text, '-') from training_data_items where interaction_id = cast(:id as uuid)")
                    .bind("id", interactionId)
                    .mapTo(String.class)
                    .findOne());
  }

  private static Optional<Row> row(Lake lake, LakeTable table, String interactionId) {
    return lake.exists(table)
        ? lake
            .read(table)
            .where(col(Candidates.INTERACTION_ID).equalTo(interactionId))
            .limit(1)
            .collectAsList()
            .stream()
            .findFirst()
        : Optional.empty();
  }

  private static void text(List<Line> lines, String name, String text) {
    if (text != null) {
      String line = text.replaceAll("\\s+", " ").strip();
      lines.add(
          new Line(
              name,
              line.length() <= SHOWN_CHARACTERS
                  ? line
                  : line.substring(0, SHOWN_CHARACTERS - 1) + "…"));
    }
  }

  private static String number(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }
}
