package ai.kalimtak.bench.duplicates;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.spark.SparkSessions;
import ai.kalimtak.quality.duplicates.NearDuplicateIndex;
import ai.kalimtak.quality.duplicates.NearDuplicateSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session, generated documents in files, and lakes for their index, in a temporary folder
 * that is deleted at the end.
 */
final class DocumentBed implements AutoCloseable {
  /** Share of documents that are edits of another one. */
  static final double EDITED = 0.1;

  private final Path folder;
  private final SparkSession spark;
  private final Broadcast<List<String>> sentences;
  private int lakes;

  private DocumentBed(Path folder, SparkSession spark, List<String> sentences) {
    this.folder = folder;
    this.spark = spark;
    this.sentences = new JavaSparkContext(spark.sparkContext()).broadcast(sentences);
  }

  static DocumentBed of(RealTexts real) throws IOException {
    List<String> sentences = new ArrayList<>(real.sentences());
    Path folder = Files.createTempDirectory("kalimtak-bench");
    return new DocumentBed(folder, SparkSessions.open(core(folder), "bench"), sentences);
  }

  SparkSession spark() {
    return spark;
  }

  Broadcast<List<String>> sentences() {
    return sentences;
  }

  /**
   * Writes documents with these numbers to files; a tenth are edits, and repeated texts are left
   * out.
   */
  Dataset<Row> stored(String name, long from, long to) {
    Path path = folder.resolve(name);
    if (!Files.exists(path)) {
      RealTexts.documents(spark, sentences, from, to, EDITED, 8)
          .dropDuplicates(NearDuplicateTexts.TEXT_KEY)
          .write()
          .parquet(path.toString());
    }
    return spark.read().parquet(path.toString());
  }

  /** Writes documents to a separate file. */
  Dataset<Row> stored(String name, Dataset<Row> documents) {
    String path = folder.resolve(name).toString();
    documents.write().parquet(path);
    return spark.read().parquet(path);
  }

  /** Creates an empty lake. */
  Lake lake() {
    Path root = folder.resolve("lake-" + lakes++);
    return new Lake(spark, core(root).lake());
  }

  static NearDuplicateIndex index(Lake lake, double threshold, long runId) {
    return new NearDuplicateIndex(lake, settings(threshold), runId);
  }

  static NearDuplicateSettings settings(double threshold) {
    return Settings.load(
            Optional.empty(), List.of("quality.near-duplicates.threshold=" + threshold))
        .reader()
        .bind(NearDuplicateSettings::from);
  }

  private static CoreSettings core(Path folder) {
    return Settings.load(Optional.empty(), List.of("state.directory=" + folder))
        .reader()
        .bind(CoreSettings::from);
  }

  @Override
  public void close() {
    spark.stop();
    Workbench.delete(folder);
  }
}
