package ai.kalimtak.etl.source;

import java.util.Locale;

/**
 * The transaction that keeps the horizon from advancing: rows written after it began are pulled
 * only after it ends.
 *
 * @param process process id of the Postgres backend; 0 for a prepared transaction
 * @param name application name of the client, or name of the prepared transaction; may be empty
 * @param state the state in {@code pg_stat_activity}, such as {@code idle in transaction}
 * @param seconds how long it has been open; -1 when this user may not see it
 * @param rowsWaiting committed rows that wait for it
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
    String waiting =
        rowsWaiting == 1
            ? "1 row waits for "
            : String.format(Locale.ROOT, "%,d rows wait for ", rowsWaiting);
    return waiting
        + who
        + since
        + (state.isEmpty() ? "" : ", " + state)
        + ": a later pull reads them; end the transaction if it hangs";
  }
}
