package ai.kalimtak.quality.report;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.CurationReportTable;
import ai.kalimtak.common.lake.LakeTransaction;
import ai.kalimtak.quality.QualityPlan;
import ai.kalimtak.quality.QualityReport;
import ai.kalimtak.quality.report.CurationCounts.Group;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Appends a run's counts to {@code gold/curation_report}, once. */
public final class CurationReportWriter {
  private CurationReportWriter() {}

  public static void append(JobContext context, QualityPlan plan, CurationCounts counts) {
    Timestamp at = Timestamp.from(Instant.now());
    List<Row> rows = new ArrayList<>();
    Section section = new Section(context.runId(), at, plan.bronze().version(), counts, rows);
    section.add("status", Group::status, group -> true);
    section.add("reason", Group::reason, group -> !group.reason().isEmpty());
    section.add(
        "reason-domain",
        group -> group.reason() + "|" + group.domain(),
        group -> !group.reason().isEmpty());
    for (QualityReport.Filter filter : counts.filters()) {
      section.add("filter-in", filter.filter(), filter.in());
      section.add("filter-dropped", filter.filter(), filter.dropped());
      section.add("filter-flagged", filter.filter(), filter.flagged());
      section.add("filter-alone", filter.filter(), filter.alone());
      section.add("filter-alone-rated", filter.filter(), filter.aloneRated());
    }
    section.add("domain", Group::domain, group -> true);
    section.add("selected-domain", Group::domain, group -> group.status().equals("selected"));
    section.add("split", Group::split, Group::gold);
    section.add(
        "score", group -> group.rated() ? String.valueOf(group.score()) : "unrated", group -> true);
    context
        .lake()
        .appendOnce(
            CurationReportTable.TABLE,
            rows,
            new LakeTransaction("kalimtak-quality", context.runId()));
  }

  private record Section(
      long runId, Timestamp at, long bronzeVersion, CurationCounts counts, List<Row> rows) {

    /** A count with its share of all rows. */
    void add(String name, String key, long count) {
      rows.add(
          RowFactory.create(
              runId,
              at,
              bronzeVersion,
              name,
              key,
              count,
              count / (double) Math.max(1, counts.rows(group -> true)),
              new String[0]));
    }

    void add(String name, Function<Group, String> value, Predicate<Group> which) {
      Map<String, Long> byValue = counts.by(value, which);
      double all = byValue.values().stream().mapToLong(Long::longValue).sum();
      byValue.forEach(
          (key, count) ->
              rows.add(
                  RowFactory.create(
                      runId,
                      at,
                      bronzeVersion,
                      name,
                      key,
                      count,
                      count / all,
                      counts
                          .examples(which.and(group -> value.apply(group).equals(key)))
                          .toArray(String[]::new))));
    }
  }
}
