package ai.kalimtak.etl.pull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * The outcome of a pull. When rows were written, {@code read = written + known + quarantined}.
 *
 * @param read rows of the window
 * @param known rows of the overlap that the lake already had
 * @param deleted rows that left the lake: deleted in the source, or now in breach of the contract
 * @param bronzeVersion Delta version of {@code bronze/interactions} after the pull; -1 without one
 */
public record Pulled(
    @JsonProperty("rows_read") long read,
    @JsonProperty("rows_known") long known,
    long inserted,
    long updated,
    long deleted,
    Map<String, Long> quarantinedByReason,
    long bronzeVersion) {

  @JsonProperty("rows_written")
  public long written() {
    return inserted + updated;
  }

  @JsonProperty("rows_quarantined")
  public long quarantined() {
    return quarantinedByReason.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the lake already had every row, and none left it. */
  public boolean nothingNew() {
    return read == known && deleted == 0;
  }
}
