package ai.kalimtak.evaluation.judging;

import ai.kalimtak.common.failure.JobException;
import java.util.List;

/**
 * The outcome of several trials.
 *
 * @param findings of the versions that could be judged, in the order of the trials
 * @param failures why the others could not be judged
 */
public record Judgments(List<Finding> findings, List<JobException> failures) {
  public Judgments {
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
  }
}
