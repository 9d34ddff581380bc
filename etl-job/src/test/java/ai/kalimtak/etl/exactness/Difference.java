package ai.kalimtak.etl.exactness;

/**
 * The difference between the source and a copy of it, in rows.
 *
 * @param missing rows in the source only
 * @param stale rows in both, but in an older state in the copy
 * @param surplus rows in the copy only
 * @param duplicates duplicate rows in the copy
 */
public record Difference(
    long inSource, long inCopy, long missing, long stale, long surplus, long duplicates) {
  public boolean isEmpty() {
    return missing == 0 && stale == 0 && surplus == 0 && duplicates == 0 && inSource == inCopy;
  }
}
