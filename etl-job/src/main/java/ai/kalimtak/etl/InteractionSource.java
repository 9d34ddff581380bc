package ai.kalimtak.etl;

import ai.kalimtak.common.job.JobException;
import ai.kalimtak.common.supabase.Supabase;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The table of interactions in Postgres.
 *
 * <p>A window ends at {@code pg_snapshot_xmin(pg_current_snapshot())}: every transaction below it
 * has ended, so none can add a row to the window later. A transaction that commits late is at or
 * above it, and in a later window.
 */
final class InteractionSource {
  /** The person behind a row: it is replaced before anything is written. */
  static final String USER_ID = "user_id";

  /**
   * Column of the lake's side to its expression on the source's. Addresses and user agents stay in
   * Supabase; times that no other system can hold become null, and the contract names them.
   */
  private static final String SELECTION =
      """
      id as source_id, id::text as interaction_id, user_id::text as user_id, session_id,
      case when isfinite(created_at) then created_at end as created_at,
      case when isfinite(updated_at) then updated_at end as updated_at,
      input_text, domain, template_id, generated_prompt, model_output, model_name, model_version,
      propensity, latency_ms, prompt_tokens, completion_tokens, error,
      feedback_score::int as feedback_score, feedback_text,
      case when isfinite(feedback_at) then feedback_at end as feedback_at,
      moderation_label, metadata::text as metadata, change_xid::text::bigint as change_xid
      """;

  private static final List<String> REQUIRED =
      List.of(
          "id",
          "user_id",
          "session_id",
          "created_at",
          "updated_at",
          "input_text",
          "domain",
          "template_id",
          "generated_prompt",
          "model_output",
          "model_name",
          "model_version",
          "propensity",
          "latency_ms",
          "prompt_tokens",
          "completion_tokens",
          "error",
          "feedback_score",
          "feedback_text",
          "feedback_at",
          "moderation_label",
          "metadata",
          "change_xid");

  private final Supabase supabase;
  private final EtlSettings settings;

  InteractionSource(Supabase supabase, EtlSettings settings) {
    this.supabase = supabase;
    this.settings = settings;
  }

  /**
   * Plans the window from the last horizon to the present one.
   *
   * @throws JobException when the table or one of its columns is not there
   */
  EtlPlan plan(long lastHorizon, int cores) {
    checkColumns();
    return supabase
        .jdbi()
        .withHandle(
            handle -> {
              long horizon =
                  handle
                      .createQuery("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
                      .mapTo(Long.class)
                      .one();
              String window = window(lastHorizon, horizon);
              long rows =
                  handle
                      .createQuery("select count(*) from " + settings.sourceTable() + window)
                      .mapTo(Long.class)
                      .one();
              int parallel = settings.parallelReads() == 0 ? cores : settings.parallelReads();
              int reads = EtlPlan.reads(rows, parallel, settings.minRowsPerRead());
              List<UUID> boundaries =
                  reads == 1
                      ? List.of()
                      : handle
                          .createQuery(
                              "select unnest(percentile_disc(array(select n::float8 / "
                                  + reads
                                  + " from generate_series(1, "
                                  + (reads - 1)
                                  + ") n)) within group (order by id)) from "
                                  + settings.sourceTable()
                                  + window)
                          .mapTo(UUID.class)
                          .list();
              return EtlPlan.of(lastHorizon, horizon, rows, boundaries);
            });
  }

  /**
   * The rows of the window: the columns of {@code bronze/interactions} but its keys, and {@link
   * #USER_ID}. Read anew at each action; a row that changed meanwhile has left the window.
   */
  Dataset<Row> read(SparkSession spark, EtlPlan plan) {
    Properties properties = supabase.connectionProperties();
    properties.setProperty("driver", "org.postgresql.Driver");
    properties.setProperty("fetchsize", String.valueOf(settings.fetchRows()));
    String query =
        "(select "
            + SELECTION
            + " from "
            + settings.sourceTable()
            + window(plan.fromXid(), plan.toXid())
            + ") as pulled";
    return spark
        .read()
        .jdbc(supabase.url(), query, plan.reads().toArray(String[]::new), properties)
        .drop("source_id");
  }

  private static String window(long from, long to) {
    return " where change_xid >= '" + from + "'::xid8 and change_xid < '" + to + "'::xid8";
  }

  private void checkColumns() {
    Set<String> missing = new TreeSet<>(REQUIRED);
    try {
      supabase
          .jdbi()
          .useHandle(
              handle ->
                  handle
                      .createQuery(
                          "select attname from pg_attribute where attrelid = cast(:table as regclass) and attnum > 0 and not attisdropped")
                      .bind("table", settings.sourceTable())
                      .mapTo(String.class)
                      .forEach(missing::remove));
    } catch (UnableToExecuteStatementException e) {
      throw JobException.failed(
          "there is no table " + settings.sourceTable() + " in " + supabase.server(),
          "Check etl.source-table, or run kalimtak migrate",
          e);
    }
    if (!missing.isEmpty()) {
      throw JobException.failed(
          settings.sourceTable() + " lacks the columns " + String.join(", ", missing),
          "Add them back, or point etl.source-table at a view that has them");
    }
  }
}
