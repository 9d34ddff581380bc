package ai.kalimtak.quality.report;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.CurationReportTable;
import ai.kalimtak.common.lake.LakeTransaction;
import ai.kalimtak.quality.report.CurationCounts.Group;
import ai.kalimtak.quality.steps.CurationStatus;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Appends the counts of a run to {@code gold/curation_report}. */
public final class CurationReportWriter {
  private CurationReportWriter() {}

  /** Appends the counts; a second call of the same run changes nothing. */
  public static void append(JobContext context, long bronzeVersion, CurationCounts counts) {
    context
        .lake()
        .appendOnce(
            CurationReportTable.TABLE,
            rows(context.runId(), bronzeVersion, counts),
            new LakeTransaction("kalimtak-quality", context.runId()));
  }

  private static List<Row> rows(long runId, long bronzeVersion, CurationCounts counts) {
    Sections sections =
        new Sections(
            runId, Timestamp.from(Instant.now()), bronzeVersion, counts, new ArrayList<>());
    sections.add("status", group -> group.status().label(), group -> true);
    sections.add("reason", Group::reasonText, Group::isRejected);
    sections.add(
        "reason-domain", group -> group.reasonText() + "|" + group.domain(), Group::isRejected);
    for (StepCounts.Effect effect : counts.effects()) {
      sections.add("filter-in", effect.filter(), effect.in());
      sections.add("filter-dropped", effect.filter(), effect.dropped());
      sections.add("filter-flagged", effect.filter(), effect.flagged());
      sections.add("filter-alone", effect.filter(), effect.alone());
      sections.add("filter-alone-rated", effect.filter(), effect.aloneRated());
    }
    sections.add("domain", Group::domain, group -> true);
    sections.add("selected-domain", Group::domain, group -> group.has(CurationStatus.SELECTED));
    sections.add("split", Group::split, Group::gold);
    sections.add("score", Group::stars, group -> true);
    return sections.rows();
  }

  private record Sections(
      long runId, Timestamp at, long bronzeVersion, CurationCounts counts, List<Row> rows) {

    /** Adds a count with its share of all rows. */
    void add(String section, String name, long count) {
      add(section, name, count, Math.max(1, counts.all()), List.of());
    }

    /** Adds the count of each value with its share of the section. */
    void add(String section, Function<Group, String> value, Predicate<Group> which) {
      Map<String, Long> byValue = counts.by(value, which);
      long all = byValue.values().stream().mapToLong(Long::longValue).sum();
      byValue.forEach(
          (name, count) ->
              add(
                  section,
                  name,
                  count,
                  all,
                  counts.examples(which.and(group -> value.apply(group).equals(name)))));
    }

    private void add(String section, String name, long count, long all, List<String> examples) {
      rows.add(
          RowFactory.create(
              runId,
              at,
              bronzeVersion,
              section,
              name,
              count,
              count / (double) all,
              examples.toArray(String[]::new)));
    }
  }
}
