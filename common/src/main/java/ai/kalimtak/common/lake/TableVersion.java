package ai.kalimtak.common.lake;

/**
 * One version of a Delta table. The id distinguishes the table from a later one at the same path.
 */
public record TableVersion(String tableId, long version) {
  @Override
  public String toString() {
    return tableId + "@" + version;
  }
}
