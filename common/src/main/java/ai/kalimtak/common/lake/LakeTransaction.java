package ai.kalimtak.common.lake;

import java.util.Map;

/**
 * Identifies a write to a Delta table. Delta silently skips a write whose application has already
 * committed the same or a higher number, so a write that is repeated after a crash takes effect
 * once.
 *
 * @param application the writer's name, the same in every run
 * @param number grows from write to write; a run's number, never a clock
 */
public record LakeTransaction(String application, long number) {
  /** Options of a {@code DataFrameWriter}. */
  public Map<String, String> writerOptions() {
    return Map.of("txnAppId", application, "txnVersion", String.valueOf(number));
  }

  /** Settings of the session, for a merge, which takes no options. */
  public Map<String, String> sessionConf() {
    return Map.of(
        "spark.databricks.delta.write.txnAppId",
        application,
        "spark.databricks.delta.write.txnVersion",
        String.valueOf(number));
  }
}
