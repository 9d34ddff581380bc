package ai.kalimtak.common.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as reported to observers: names, times and counts, never a row.
 *
 * @param endedAt empty while the run is in progress
 * @param outcome running, succeeded, skipped or failed
 * @param report the job's report; an empty object unless the run succeeded or was skipped
 * @param error the message of the failure, if the run failed
 */
public record RunFacts(
    String job,
    long runId,
    Instant startedAt,
    Optional<Instant> endedAt,
    String outcome,
    JsonNode report,
    Optional<String> error,
    TablesUsed tables) {

  double seconds() {
    return Duration.between(startedAt, endedAt.orElse(startedAt)).toMillis() / 1000.0;
  }

  boolean failed() {
    return outcome.equals("failed");
  }
}
