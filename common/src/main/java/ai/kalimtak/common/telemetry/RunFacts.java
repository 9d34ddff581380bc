package ai.kalimtak.common.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as it is told to others: names, times and counts, and no row.
 *
 * @param endedAt empty while it goes on
 * @param outcome running, succeeded, skipped or failed
 * @param report the job's report; empty unless it succeeded or was skipped
 * @param error what the run failed with, a message for people
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
