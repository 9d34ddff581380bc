package ai.kalimtak.common.lake;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Settings of the session for writing Parquet files, to be used with {@link Lake#withConf}. */
public final class ParquetEncoding {
  private ParquetEncoding() {}

  /**
   * Returns settings that write timestamps as 64-bit microseconds, and some columns without a
   * dictionary.
   *
   * @param distinctValued columns whose values hardly ever repeat: looking each value up in a
   *     dictionary takes time and saves no space
   * @return a new map, to which the caller may add
   */
  public static Map<String, String> withoutDictionary(Collection<String> distinctValued) {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    distinctValued.forEach(column -> conf.put("parquet.enable.dictionary#" + column, "false"));
    return conf;
  }
}
