package ai.kalimtak.common.lake;

/**
 * One state of one Delta table. The id tells a table from another that was later made in its place.
 */
public record TableVersion(String tableId, long version) {
  @Override
  public String toString() {
    return tableId + "@" + version;
  }
}
