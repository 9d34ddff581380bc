package ai.kalimtak.etl.exactness;

/**
 * How a copy of the source differs from it, in rows.
 *
 * @param missing in the source, not in the copy
 * @param stale in both, and the copy's is an older state
 * @param surplus in the copy, no longer in the source
 * @param doubled in the copy more than once, beyond the first
 */
public record Difference(
    long inSource, long inCopy, long missing, long stale, long surplus, long doubled) {
  public boolean isNone() {
    return missing == 0 && stale == 0 && surplus == 0 && doubled == 0 && inSource == inCopy;
  }
}
