package ai.kalimtak.etl.copy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A Spark source for queries of one Postgres snapshot, each read by {@code COPY … (FORMAT binary)}.
 * Unlike Spark's JDBC source, it decodes no text: the bytes of a column go into the row unchanged,
 * and only one row is in memory at a time, however wide it is.
 *
 * <p>The exported snapshot must stay open as long as tasks, including retried ones, read from it.
 */
public final class CopySource implements TableProvider {
  private static final String URL = "url";
  private static final String SNAPSHOT = "snapshot";
  private static final String QUERY = "query.";
  private static final String CONNECTION = "connection.password.";

  /**
   * Returns the rows of all queries.
   *
   * @param schema the schema of every query: string (from any Postgres text), boolean, int, bigint,
   *     double, date, timestamp (from {@code timestamptz})
   * @param queries one query per task
   * @param snapshot the snapshot's name, from {@code pg_export_snapshot()}
   */
  public static Dataset<Row> read(
      SparkSession spark,
      StructType schema,
      List<String> queries,
      String url,
      Properties connection,
      String snapshot) {
    Map<String, String> options = new HashMap<>();
    options.put(URL, url);
    options.put(SNAPSHOT, snapshot);
    for (int query = 0; query < queries.size(); query++) {
      options.put(QUERY + query, queries.get(query));
    }
    // Spark redacts options whose name contains "password" wherever it shows them.
    connection
        .stringPropertyNames()
        .forEach(name -> options.put(CONNECTION + name, connection.getProperty(name)));
    return spark.read().format(CopySource.class.getName()).schema(schema).options(options).load();
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    throw new IllegalStateException("the schema of a query must be given");
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new SnapshotTable(schema, new CaseInsensitiveStringMap(properties));
  }

  private record SnapshotTable(StructType readSchema, CaseInsensitiveStringMap options)
      implements SupportsRead, ScanBuilder, Scan, Batch {
    @Override
    public String name() {
      return "postgres snapshot";
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap ignored) {
      return this;
    }

    @Override
    public Scan build() {
      return this;
    }

    @Override
    public Column[] columns() {
      return Arrays.stream(readSchema.fields())
          .map(field -> Column.create(field.name(), field.dataType(), true))
          .toArray(Column[]::new);
    }

    @Override
    public Batch toBatch() {
      return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
      List<InputPartition> queries = new ArrayList<>();
      while (options.containsKey(QUERY + queries.size())) {
        queries.add(new Query(options.get(QUERY + queries.size())));
      }
      return queries.toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      Properties connection = new Properties();
      options
          .asCaseSensitiveMap()
          .forEach(
              (name, value) -> {
                if (name.startsWith(CONNECTION)) {
                  connection.setProperty(name.substring(CONNECTION.length()), value);
                }
              });
      return new Readers(readSchema, options.get(URL), connection, options.get(SNAPSHOT));
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private record Query(String sql) implements InputPartition {}

  private record Readers(StructType schema, String url, Properties connection, String snapshot)
      implements PartitionReaderFactory {
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      return new CopyReader(schema, url, connection, snapshot, ((Query) partition).sql());
    }

    @Override
    public String toString() {
      return "readers of a postgres snapshot";
    }
  }
}
