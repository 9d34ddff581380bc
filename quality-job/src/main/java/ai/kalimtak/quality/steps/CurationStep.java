package ai.kalimtak.quality.steps;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * The steps of curation that can reject a row, in the order in which they apply and in which
 * reports list them. A step gives its reasons in {@code flags} and {@code rejection_reason} of
 * {@code silver/candidates}: its label, or its label and a detail as in {@code
 * low-quality:symbols}.
 *
 * <p>A new step needs a constant here, in its place. Which reasons a run carries over, and the
 * order and contents of reports, follow from it.
 */
public enum CurationStep {
  LOW_QUALITY("low-quality", Basis.ROW_ALONE),
  INAPPROPRIATE("inappropriate", Basis.ROW_ALONE),
  EXACT_DUPLICATE("duplicate:exact", Basis.OTHER_ROWS),
  NEAR_DUPLICATE("duplicate:near", Basis.OTHER_ROWS),
  LOW_SCORE("low-score", Basis.OTHER_ROWS),
  OVER_QUOTA("over-quota", Basis.OTHER_ROWS);

  /** The rows on which a reason depends. */
  private enum Basis {
    /** The reason holds as long as the row, the settings, and the models do: it is kept. */
    ROW_ALONE,
    /** The reason depends on the rest of the table: every run decides it from scratch. */
    OTHER_ROWS
  }

  private final String label;
  private final Basis basis;

  CurationStep(String label, Basis basis) {
    this.label = label;
    this.basis = basis;
  }

  /**
   * Returns the step that gave a reason.
   *
   * @throws IllegalStateException when no step gives this reason
   */
  public static CurationStep of(String reason) {
    return Arrays.stream(values())
        .filter(step -> step.gave(reason))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no curation step gives the reason \""
                        + reason
                        + "\"; the steps are "
                        + Arrays.stream(values()).map(CurationStep::label).toList()));
  }

  /** Returns the steps whose reasons every run decides from scratch. */
  public static List<CurationStep> basedOnOtherRows() {
    return Arrays.stream(values()).filter(step -> !step.isBasedOnRowAlone()).toList();
  }

  /** The name of the step in reports, and the beginning of its reasons. */
  public String label() {
    return label;
  }

  /** Returns whether the step's reasons depend on nothing but the row itself. */
  public boolean isBasedOnRowAlone() {
    return basis == Basis.ROW_ALONE;
  }

  /** The reason of a step that needs no detail. */
  public String reason() {
    return label;
  }

  /** The reason with a detail, as {@code over-quota:domain}. */
  public String reason(String detail) {
    return prefix() + detail;
  }

  /** The reason with a detail that differs by row; null where the detail is null. */
  public Column reason(Column detail) {
    return concat(lit(prefix()), detail);
  }

  /** Returns whether this step gave the reason. */
  public boolean gave(String reason) {
    return reason.equals(label) || reason.startsWith(prefix());
  }

  /** Whether this step gave the reason; null for null. */
  public Column gave(Column reason) {
    return reason.equalTo(label).or(reason.startsWith(prefix()));
  }

  private String prefix() {
    return label + ":";
  }
}
