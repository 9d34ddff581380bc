package ai.kalimtak.etl.exactness;

/**
 * The difference between the source and a copy of it, in rows.
 *
 * @param missing rows in the source only
 * @param stale rows in both, but in an older state in the copy
 * @param surplus rows in the copy only
 * @param doubled duplicates in the copy
 */
public record Difference(
    long inSource, long inCopy, long missing, long stale, long surplus, long doubled) {
  public boolean isNone() {
    return missing == 0 && stale == 0 && surplus == 0 && doubled == 0 && inSource == inCopy;
  }
}
