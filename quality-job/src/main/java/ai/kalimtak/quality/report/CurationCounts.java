package ai.kalimtak.quality.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.QualityReport;
import ai.kalimtak.quality.tables.GoldRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of {@code silver/candidates} counted by all that a report tells, in one pass: one group
 * for each combination of a few small sets of values.
 */
public final class CurationCounts {
  /** The steps that drop rows, in their order; a flag belongs to the step that it begins with. */
  static final List<String> FILTERS =
      List.of(
          "low-quality",
          "inappropriate",
          "duplicate:exact",
          "duplicate:near",
          "low-score",
          "over-quota");

  static final String NO_DOMAIN = "(none)";

  /** One combination, with up to two of its rows as examples. */
  public record Group(
      String status,
      String reason,
      List<String> flags,
      String domain,
      String split,
      Integer score,
      boolean rated,
      boolean givenDomain,
      boolean moderated,
      boolean gold,
      long rows,
      List<String> examples) {}

  private final List<Group> groups;

  private CurationCounts(List<Group> groups) {
    this.groups = groups;
  }

  public static CurationCounts of(Dataset<Row> silver) {
    return new CurationCounts(
        silver
            .groupBy(
                col(Candidates.CURATION_STATUS),
                coalesce(col(Candidates.REJECTION_REASON), lit("")).alias("reason"),
                concat_ws("|", col(Candidates.FLAGS)).alias("all_flags"),
                coalesce(col(Candidates.DOMAIN), lit(NO_DOMAIN)).alias("domain"),
                col(Candidates.SPLIT),
                col(Candidates.FEEDBACK_SCORE),
                col(Candidates.GIVEN_DOMAIN).isNotNull().alias("given"),
                col(Candidates.MODERATION_LABEL).isNotNull().alias("moderated"),
                GoldRows.isTrainingRow().alias("gold"))
            .agg(
                count(lit(1)).alias("rows"),
                min(col(Candidates.INTERACTION_ID)).alias("first"),
                max(col(Candidates.INTERACTION_ID)).alias("last"))
            .collectAsList()
            .stream()
            .map(CurationCounts::group)
            .toList());
  }

  public long rows(Predicate<Group> which) {
    return groups.stream().filter(which).mapToLong(Group::rows).sum();
  }

  /** Rows by a value, most first. */
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

  /** Rows by reason, in the order of the steps. */
  public Map<String, Long> byReason() {
    Map<String, Long> counts = by(Group::reason, group -> !group.reason().isEmpty());
    Map<String, Long> ordered = new LinkedHashMap<>();
    FILTERS.forEach(
        step ->
            counts.forEach(
                (reason, rows) -> {
                  if (reason.startsWith(step)) {
                    ordered.put(reason, rows);
                  }
                }));
    counts.forEach(ordered::putIfAbsent);
    return ordered;
  }

  /** From all that was considered to what was selected. */
  public List<QualityReport.Stage> funnel() {
    List<QualityReport.Stage> stages = new ArrayList<>();
    long left = rows(group -> true);
    stages.add(new QualityReport.Stage("considered", left));
    left -= rows(group -> group.status().equals("candidate"));
    stages.add(new QualityReport.Stage("rated, or rejected", left));
    for (String step : FILTERS) {
      left -= rows(group -> group.reason().startsWith(step));
      stages.add(new QualityReport.Stage("after " + step, left));
    }
    return stages;
  }

  /** What each step did, in their order. */
  public List<QualityReport.Filter> filters() {
    List<QualityReport.Filter> filters = new ArrayList<>();
    long in = rows(group -> true);
    for (String filter : FILTERS) {
      long dropped = rows(group -> group.reason().startsWith(filter));
      Predicate<Group> alone =
          group ->
              !group.flags().isEmpty()
                  && group.flags().stream().allMatch(flag -> flag.startsWith(filter));
      filters.add(
          new QualityReport.Filter(
              filter,
              in,
              dropped,
              rows(group -> group.flags().stream().anyMatch(flag -> flag.startsWith(filter))),
              rows(alone),
              rows(alone.and(Group::rated))));
      in -= dropped;
    }
    return filters;
  }

  /** Rows by reason and domain, as {@code reason|domain}. */
  public Map<String, Long> byReasonAndDomain() {
    return by(group -> group.reason() + "|" + group.domain(), group -> !group.reason().isEmpty());
  }

  List<String> examples(Predicate<Group> which) {
    return groups.stream()
        .filter(which)
        .flatMap(group -> group.examples().stream())
        .sorted()
        .limit(3)
        .toList();
  }

  private static Group group(Row row) {
    Integer score = row.isNullAt(5) ? null : row.getInt(5);
    String flags = row.getString(2);
    return new Group(
        row.getString(0),
        row.getString(1),
        flags.isEmpty() ? List.of() : List.of(flags.split("\\|")),
        row.getString(3),
        row.getString(4),
        score,
        score != null,
        row.getBoolean(6),
        row.getBoolean(7),
        row.getBoolean(8),
        row.getLong(9),
        Stream.of(row.getString(10), row.getString(11))
            .filter(Objects::nonNull)
            .distinct()
            .toList());
  }
}
