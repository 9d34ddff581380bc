package ai.kalimtak.quality.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.steps.CurationStatus;
import ai.kalimtak.quality.steps.CurationStep;
import ai.kalimtak.quality.tables.GoldRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts the rows of {@code silver/candidates} in one pass, for everything that a report shows: one
 * group for each combination of a few small sets of values.
 */
public final class CurationCounts {
  static final String NO_DOMAIN = "(none)";

  private static final int EXAMPLES = 3;
  private static final String IS_DOMAIN_GIVEN = "is_domain_given";
  private static final String IS_MODERATED = "is_moderated";
  private static final String IS_GOLD = "is_gold";
  private static final String ROWS = "rows";
  private static final String EXAMPLE_IDS = "example_ids";

  /**
   * One combination.
   *
   * @param reason why the rows are rejected; empty where they are not
   * @param domain {@link #NO_DOMAIN} where there is none
   * @param gold whether the rows are training data
   * @param examples ids of up to two of the rows
   */
  public record Group(
      CurationStatus status,
      Optional<String> reason,
      List<String> flags,
      String domain,
      String split,
      Optional<Integer> score,
      boolean givenDomain,
      boolean moderated,
      boolean gold,
      long rows,
      List<String> examples) {

    boolean has(CurationStatus wanted) {
      return status == wanted;
    }

    boolean isRejectedBy(CurationStep step) {
      return reason.filter(step::gave).isPresent();
    }

    boolean isFlaggedBy(CurationStep step) {
      return flags.stream().anyMatch(step::gave);
    }

    boolean isFlaggedOnlyBy(CurationStep step) {
      return !flags.isEmpty() && flags.stream().allMatch(step::gave);
    }

    boolean isRejected() {
      return reason.isPresent();
    }

    boolean isRated() {
      return score.isPresent();
    }

    String reasonText() {
      return reason.orElse("");
    }

    String stars() {
      return score.map(String::valueOf).orElse("unrated");
    }
  }

  private final List<Group> groups;

  private CurationCounts(List<Group> groups) {
    this.groups = groups;
  }

  /**
   * Counts the table.
   *
   * @throws IllegalStateException when a row has no known status, or a reason that no step gives
   */
  public static CurationCounts of(Dataset<Row> silver) {
    return new CurationCounts(
        silver
            .groupBy(
                col(Candidates.CURATION_STATUS),
                col(Candidates.REJECTION_REASON),
                coalesce(col(Candidates.FLAGS), array().cast("array<string>"))
                    .alias(Candidates.FLAGS),
                coalesce(col(Candidates.DOMAIN), lit(NO_DOMAIN)).alias(Candidates.DOMAIN),
                col(Candidates.SPLIT),
                col(Candidates.FEEDBACK_SCORE),
                col(Candidates.GIVEN_DOMAIN).isNotNull().alias(IS_DOMAIN_GIVEN),
                col(Candidates.MODERATION_LABEL).isNotNull().alias(IS_MODERATED),
                GoldRows.isTrainingRow().alias(IS_GOLD))
            .agg(
                count(lit(1)).alias(ROWS),
                array_distinct(
                        array_compact(
                            array(
                                min(col(Candidates.INTERACTION_ID)),
                                max(col(Candidates.INTERACTION_ID)))))
                    .alias(EXAMPLE_IDS))
            .collectAsList()
            .stream()
            .map(CurationCounts::group)
            .toList());
  }

  public long rows(Predicate<Group> which) {
    return groups.stream().filter(which).mapToLong(Group::rows).sum();
  }

  /** Returns the rows by a value, the most frequent value first. */
  public Map<String, Long> by(Function<Group, String> value, Predicate<Group> which) {
    Map<String, Long> counts = new LinkedHashMap<>();
    groups.stream()
        .filter(which)
        .forEach(group -> counts.merge(value.apply(group), group.rows(), Long::sum));
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  public RowCounts byStatus() {
    return new RowCounts(
        all(),
        rows(group -> group.has(CurationStatus.SELECTED)),
        rows(group -> group.has(CurationStatus.CANDIDATE)),
        rows(group -> group.has(CurationStatus.REJECTED)),
        byReason());
  }

  public TrainingRows trainingRows() {
    Map<String, Long> labels = new LinkedHashMap<>();
    labels.put("rated", rows(group -> group.gold() && group.isRated()));
    labels.put("given_domain", rows(group -> group.gold() && group.givenDomain()));
    labels.put("moderated", rows(group -> group.gold() && group.moderated()));
    return new TrainingRows(rows(Group::gold), by(Group::split, Group::gold), labels);
  }

  public StepCounts byStep() {
    return new StepCounts(
        funnel(),
        effects(),
        by(group -> group.reasonText() + "|" + group.domain(), Group::isRejected));
  }

  public Distribution distribution() {
    return new Distribution(
        by(Group::domain, group -> true),
        by(Group::domain, group -> group.has(CurationStatus.SELECTED)),
        by(Group::stars, group -> true));
  }

  /** Returns the number of all rows. */
  public long all() {
    return rows(group -> true);
  }

  /** Returns the ids of a few of the rows. */
  List<String> examples(Predicate<Group> which) {
    return groups.stream()
        .filter(which)
        .flatMap(group -> group.examples().stream())
        .sorted()
        .limit(EXAMPLES)
        .toList();
  }

  /** Returns the effect of each step, in their order. */
  List<StepCounts.Effect> effects() {
    List<StepCounts.Effect> effects = new ArrayList<>();
    long in = all();
    for (CurationStep step : CurationStep.values()) {
      long dropped = rows(group -> group.isRejectedBy(step));
      effects.add(
          new StepCounts.Effect(
              step.label(),
              in,
              dropped,
              rows(group -> group.isFlaggedBy(step)),
              rows(group -> group.isFlaggedOnlyBy(step)),
              rows(group -> group.isFlaggedOnlyBy(step) && group.isRated())));
      in -= dropped;
    }
    return effects;
  }

  private Map<String, Long> byReason() {
    Map<String, Long> ordered = new LinkedHashMap<>();
    for (CurationStep step : CurationStep.values()) {
      ordered.putAll(by(Group::reasonText, group -> group.isRejectedBy(step)));
    }
    return ordered;
  }

  private List<StepCounts.Stage> funnel() {
    List<StepCounts.Stage> stages = new ArrayList<>();
    long left = all();
    stages.add(new StepCounts.Stage("considered", left));
    left -= rows(group -> group.has(CurationStatus.CANDIDATE));
    stages.add(new StepCounts.Stage("rated, or rejected", left));
    for (CurationStep step : CurationStep.values()) {
      left -= rows(group -> group.isRejectedBy(step));
      stages.add(new StepCounts.Stage("after " + step.label(), left));
    }
    return stages;
  }

  private static Group group(Row row) {
    CurationStatus status = CurationStatus.of(row.getAs(Candidates.CURATION_STATUS));
    Optional<String> reason = Optional.ofNullable(row.getAs(Candidates.REJECTION_REASON));
    List<String> flags = row.getList(row.fieldIndex(Candidates.FLAGS));
    flags.forEach(CurationStep::of);
    if (status == CurationStatus.RETIRED
        || (status == CurationStatus.REJECTED) != reason.isPresent()) {
      throw new IllegalStateException(
          "silver/candidates has rows with the status "
              + status.label()
              + " and the reason "
              + reason.orElse("none"));
    }
    return new Group(
        status,
        reason,
        flags,
        row.getAs(Candidates.DOMAIN),
        row.getAs(Candidates.SPLIT),
        Optional.ofNullable(row.getAs(Candidates.FEEDBACK_SCORE)),
        row.<Boolean>getAs(IS_DOMAIN_GIVEN),
        row.<Boolean>getAs(IS_MODERATED),
        row.<Boolean>getAs(IS_GOLD),
        row.<Long>getAs(ROWS),
        row.getList(row.fieldIndex(EXAMPLE_IDS)));
  }
}
