package ai.kalimtak.quality.tables;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.supabase.Supabase;
import ai.kalimtak.quality.steps.CurationStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes decisions back to {@code training_data_items}: executors copy rows to a staging table
 * under the run's number, then one transaction moves them. If a run dies between the two, the next
 * run deletes the rows it left in staging.
 */
public final class TrainingItems {
  /** Columns of the item, each with the column of {@code silver/candidates} that fills it. */
  private static final Map<String, String> SOURCES = sources();

  private static final String COLUMNS = String.join(", ", SOURCES.keySet());

  private final Supabase supabase;
  private final long runId;

  public TrainingItems(Supabase supabase, long runId) {
    this.supabase = supabase;
    this.runId = runId;
  }

  /**
   * The items that an update changed.
   *
   * @param written items that were added or changed
   * @param retired items whose interaction no longer exists
   */
  public record Moved(long written, long retired) {
    private Moved plus(Moved more) {
      return new Moved(written + more.written, retired + more.retired);
    }
  }

  /**
   * Brings the items up to date with {@code silver/candidates}. Rows that did not change since the
   * last successful run are skipped. Only if the numbers of rows differ afterwards are all rows
   * compared, to find the items whose interaction no longer exists.
   *
   * @param lastRun number of the last successful run; 0 to compare all rows
   */
  public Moved update(Dataset<Row> silver, long lastRun, long silverRows, long goldVersion) {
    if (lastRun == 0) {
      return move(silver, goldVersion, true);
    }
    Moved changed = move(silver.where(col(Candidates.RUN_ID).gt(lastRun)), goldVersion, false);
    return activeItems() == silverRows ? changed : changed.plus(move(silver, goldVersion, true));
  }

  private static Map<String, String> sources() {
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put("interaction_id", Candidates.INTERACTION_ID);
    sources.put("input_prompt", Candidates.INPUT_TEXT);
    sources.put("target_output", Candidates.MODEL_OUTPUT);
    sources.put("domain", Candidates.DOMAIN);
    sources.put("domain_confidence", Candidates.DOMAIN_CONFIDENCE);
    sources.put("quality_score", Candidates.QUALITY_SCORE);
    sources.put("curation_status", Candidates.CURATION_STATUS);
    sources.put("rejection_reason", Candidates.REJECTION_REASON);
    sources.put("is_selected", Candidates.IS_SELECTED);
    sources.put("split", Candidates.SPLIT);
    return sources;
  }

  private long activeItems() {
    return supabase
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(*) from training_data_items where curation_status <> :retired")
                    .bind("retired", CurationStatus.RETIRED.label())
                    .mapTo(long.class)
                    .one());
  }

  private Moved move(Dataset<Row> silver, long goldVersion, boolean complete) {
    supabase.jdbi().useHandle(handle -> handle.execute("delete from training_data_items_staging"));
    silver
        .withColumn(Candidates.IS_SELECTED, coalesce(col(Candidates.IS_SELECTED), lit(false)))
        .select(SOURCES.values().stream().map(source -> col(source)).toArray(Column[]::new))
        .foreachPartition(
            new Copy(supabase.url(), supabase.connectionProperties(), runId, goldVersion));
    return supabase.jdbi().inTransaction(handle -> move(handle, complete));
  }

  private Moved move(Handle handle, boolean complete) {
    long retired =
        complete
            ? handle
                .createUpdate(
                    """
                    update training_data_items i
                       set curation_status = :retired, is_selected = false, curated_at = now()
                     where curation_status <> :retired
                       and not exists (select from training_data_items_staging s
                                        where s.run_id = :run and s.interaction_id = i.interaction_id)
                    """)
                .bind("retired", CurationStatus.RETIRED.label())
                .bind("run", runId)
                .execute()
            : 0;
    // A retried task copies its rows again; one of the equal rows is enough.
    long written =
        handle
            .createUpdate(
                """
                insert into training_data_items as present (%1$s, dataset_version, curated_at)
                select distinct on (interaction_id) %1$s, dataset_version, curated_at
                  from training_data_items_staging where run_id = :run order by interaction_id
                on conflict (interaction_id) do update set
                  (%2$s, dataset_version, curated_at) =
                  (%3$s, excluded.dataset_version, excluded.curated_at)
                where (%4$s) is distinct from (%3$s)
                """
                    .formatted(
                        COLUMNS, decisions(""), decisions("excluded."), decisions("present.")))
            .bind("run", runId)
            .execute();
    handle.execute("delete from training_data_items_staging where run_id = ?", runId);
    return new Moved(written, retired);
  }

  /** The columns other than the key, each with a prefix. */
  private static String decisions(String prefix) {
    return prefix + COLUMNS.substring(COLUMNS.indexOf(", ") + 2).replace(", ", ", " + prefix);
  }

  /**
   * Copies a partition to the staging table. Executors get the connection settings with the task.
   */
  private static final class Copy implements ForeachPartitionFunction<Row> {
    private static final long serialVersionUID = 1L;

    private final String url;
    private final Properties properties;
    private final long runId;
    private final long goldVersion;

    Copy(String url, Properties properties, long runId, long goldVersion) {
      this.url = url;
      this.properties = properties;
      this.runId = runId;
      this.goldVersion = goldVersion;
    }

    @Override
    public void call(Iterator<Row> rows) throws SQLException, IOException {
      if (!rows.hasNext()) {
        return;
      }
      try (Connection connection = DriverManager.getConnection(url, properties)) {
        CopyIn copy =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                    "copy training_data_items_staging (run_id, dataset_version, curated_at, "
                        + COLUMNS
                        + ") from stdin");
        try {
          String start = runId + "\t" + goldVersion + "\tnow";
          while (rows.hasNext()) {
            byte[] line = line(start, rows.next());
            copy.writeToCopy(line, 0, line.length);
          }
          copy.endCopy();
        } finally {
          if (copy.isActive()) {
            copy.cancelCopy();
          }
        }
      }
    }

    /**
     * Returns the row as a line of the text format of COPY, its columns in the order of the select.
     */
    private static byte[] line(String start, Row row) {
      StringBuilder line = new StringBuilder(start);
      for (int i = 0; i < row.size(); i++) {
        line.append('\t');
        if (row.isNullAt(i)) {
          line.append("\\N");
        } else {
          line.append(
              row.get(i)
                  .toString()
                  .replace("\\", "\\\\")
                  .replace("\t", "\\t")
                  .replace("\n", "\\n")
                  .replace("\r", "\\r"));
        }
      }
      return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
  }
}
