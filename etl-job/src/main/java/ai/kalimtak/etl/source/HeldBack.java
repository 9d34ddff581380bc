package ai.kalimtak.etl.source;

import java.util.Locale;

/**
 * The transaction that keeps the horizon from moving: rows written after it began wait until it
 * ends.
 *
 * @param process backend's process id in Postgres; 0 for a prepared transaction
 * @param name what the client calls itself, or the prepared transaction's name; may be empty
 * @param state as {@code pg_stat_activity} says it, such as {@code idle in transaction}
 * @param seconds how long it has been open; -1 when Postgres does not tell this user
 * @param rowsWaiting rows that are committed and wait for it
 */
public record HeldBack(int process, String name, String state, long seconds, long rowsWaiting) {
  public String describe() {
    String who =
        process == 0
            ? "prepared transaction " + name
            : "process " + process + (name.isEmpty() ? "" : " (" + name + ")");
    String since =
        seconds < 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", open for %d h %02d min %02d s",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60);
    String waiting = String.format(Locale.ROOT, "%,d rows wait for ", rowsWaiting);
    return waiting
        + who
        + since
        + (state.isEmpty() ? "" : ", " + state)
        + ": they come with a later pull; end it if it hangs";
  }
}
