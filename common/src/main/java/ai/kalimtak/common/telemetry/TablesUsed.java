package ai.kalimtak.common.telemetry;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Records the tables that a run has read and written so far: lake tables by path, tables of the
 * database as {@code schema.table}.
 */
public final class TablesUsed {
  private final Set<String> lakeRead = new TreeSet<>();
  private final Set<String> lakeWritten = new TreeSet<>();
  private final Set<String> databaseRead = new TreeSet<>();
  private final Set<String> databaseWritten = new TreeSet<>();

  /** Forgets all tables, for the next run. */
  public synchronized void clear() {
    lakeRead.clear();
    lakeWritten.clear();
    databaseRead.clear();
    databaseWritten.clear();
  }

  public synchronized void read(String place) {
    lakeRead.add(place);
  }

  public synchronized void wrote(String place) {
    lakeWritten.add(place);
  }

  public synchronized void readFromDatabase(String table) {
    databaseRead.add(table);
  }

  public synchronized void wroteToDatabase(String table) {
    databaseWritten.add(table);
  }

  synchronized Set<String> lakeRead() {
    return Collections.unmodifiableSet(new TreeSet<>(lakeRead));
  }

  synchronized Set<String> lakeWritten() {
    return Collections.unmodifiableSet(new TreeSet<>(lakeWritten));
  }

  synchronized Set<String> databaseRead() {
    return Collections.unmodifiableSet(new TreeSet<>(databaseRead));
  }

  synchronized Set<String> databaseWritten() {
    return Collections.unmodifiableSet(new TreeSet<>(databaseWritten));
  }
}
