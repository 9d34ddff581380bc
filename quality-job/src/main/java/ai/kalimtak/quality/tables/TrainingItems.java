package ai.kalimtak.quality.tables;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.supabase.Supabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Properties;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes decisions back to {@code training_data_items}: executors copy rows to a staging table
 * under the run's number, then one transaction moves them. A run that dies between the two leaves
 * rows that the next run removes unseen.
 */
public final class TrainingItems {
  private static final String COLUMNS =
      "interaction_id, input_prompt, target_output, domain, domain_confidence, quality_score, curation_status, rejection_reason, is_selected, split";

  private final Supabase supabase;
  private final long runId;

  public TrainingItems(Supabase supabase, long runId) {
    this.supabase = supabase;
    this.runId = runId;
  }

  /** Items that were added or say something else now, and items whose interaction is gone. */
  public record Moved(long written, long retired) {
    private Moved plus(Moved more) {
      return new Moved(written + more.written, retired + more.retired);
    }
  }

  /**
   * Brings the items up to date with {@code silver/candidates}. Rows that no run since the last
   * good one has changed are as they were; only when the numbers of rows then differ are all
   * compared, to find those whose interaction is gone.
   *
   * @param lastRun number of the last run that ended well; 0 to compare all
   */
  public Moved update(Dataset<Row> silver, long lastRun, long silverRows, long goldVersion) {
    Moved changed = move(silver.where(col(Candidates.RUN_ID).gt(lastRun)), goldVersion, false);
    return lastRun > 0 && itemsOfInteractions() == silverRows
        ? changed
        : changed.plus(move(silver, goldVersion, true));
  }

  private long itemsOfInteractions() {
    return supabase
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(*) from training_data_items where curation_status <> 'retired'")
                    .mapTo(long.class)
                    .one());
  }

  private Moved move(Dataset<Row> silver, long goldVersion, boolean complete) {
    supabase.jdbi().useHandle(handle -> handle.execute("delete from training_data_items_staging"));
    silver
        .select(
            col(Candidates.INTERACTION_ID),
            col(Candidates.INPUT_TEXT),
            col(Candidates.MODEL_OUTPUT),
            col(Candidates.DOMAIN),
            col(Candidates.DOMAIN_CONFIDENCE),
            col(Candidates.QUALITY_SCORE),
            col(Candidates.CURATION_STATUS),
            col(Candidates.REJECTION_REASON),
            coalesce(col(Candidates.IS_SELECTED), lit(false)),
            col(Candidates.SPLIT))
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
                       set curation_status = 'retired', is_selected = false, curated_at = now()
                     where curation_status <> 'retired'
                       and not exists (select from training_data_items_staging s
                                        where s.run_id = :run and s.interaction_id = i.interaction_id)
                    """)
                .bind("run", runId)
                .execute()
            : 0;
    // A retried task copies its rows again: equal rows, of which one counts.
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

  private static String decisions(String prefix) {
    return prefix + COLUMNS.substring(COLUMNS.indexOf(", ") + 2).replace(", ", ", " + prefix);
  }

  /** The copying, as executors run it; the connection's settings are sent with the task. */
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

    /** A line of Postgres' text format for COPY. */
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
