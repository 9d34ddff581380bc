package ai.kalimtak.quality.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.report.CurationCounts.Group;
import ai.kalimtak.quality.steps.CurationStatus;
import ai.kalimtak.quality.steps.CurationStep;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The effect of the quotas on variety; all empty if no row was beyond a quota.
 *
 * @param varietyBefore of the rows from which the quotas chose
 * @param varietyAfter of the rows that the quotas left
 */
public record Thinning(
    Optional<Variety> varietyBefore,
    Optional<Variety> varietyAfter,
    Optional<Diversity.Coverage> coverage) {

  public static Thinning none() {
    return new Thinning(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Measures the variety before and after, on samples of the same size. */
  public static Thinning measure(
      Dataset<Row> silver, CurationCounts counts, Diversity.Coverage coverage) {
    Predicate<Group> selected = group -> group.has(CurationStatus.SELECTED);
    Predicate<Group> chosenFrom = selected.or(group -> group.isRejectedBy(CurationStep.OVER_QUOTA));
    Column isSelected = col(Candidates.IS_SELECTED);
    Column isChosenFrom =
        isSelected.or(
            coalesce(CurationStep.OVER_QUOTA.gave(col(Candidates.REJECTION_REASON)), lit(false)));
    long sample = counts.rows(selected);
    return new Thinning(
        Optional.of(
            Variety.of(
                silver.where(isChosenFrom), counts.by(Group::domain, chosenFrom).values(), sample)),
        Optional.of(
            Variety.of(
                silver.where(isSelected), counts.by(Group::domain, selected).values(), sample)),
        Optional.of(coverage));
  }
}
