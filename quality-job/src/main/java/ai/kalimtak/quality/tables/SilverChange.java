package ai.kalimtak.quality.tables;

/**
 * The changes that a run made to {@code silver/candidates}.
 *
 * @param fresh rows whose texts were read: new or changed ones, or all under other settings or
 *     models
 * @param altered other rows for which the decision changed
 * @param gone rows that bronze no longer has
 */
public record SilverChange(long fresh, long altered, long gone) {
  /** Returns the number of rows that changed. */
  public long rows() {
    return fresh + altered + gone;
  }
}
