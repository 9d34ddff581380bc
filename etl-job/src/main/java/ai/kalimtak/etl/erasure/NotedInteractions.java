package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.supabase.Supabase;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The table {@code erasure_interactions}: the interactions of the users of one erasure. It survives
 * a crash, when the rows that link an interaction to a user may already be deleted in one place,
 * but not in another.
 */
final class NotedInteractions {
  private static final int CONCURRENT_WRITES = 4;

  private final Supabase supabase;
  private final String sourceTable;
  private final List<UUID> users;

  NotedInteractions(Supabase supabase, String sourceTable, List<UUID> users) {
    this.supabase = supabase;
    this.sourceTable = sourceTable;
    this.users = users;
  }

  /** Notes the users' interactions that Supabase has now; drops those of other users. */
  void addFromSupabase() {
    supabase
        .jdbi()
        .useTransaction(
            handle -> {
              handle.registerArrayType(UUID.class, "uuid");
              handle
                  .createUpdate(
                      "delete from "
                          + UserTable.NOTED_INTERACTIONS
                          + " where not user_id = any (:users)")
                  .bindArray("users", UUID.class, users)
                  .execute();
              for (UserTable source : UserTable.sources(handle, sourceTable)) {
                handle
                    .createUpdate(
                        "insert into "
                            + UserTable.NOTED_INTERACTIONS
                            + " (user_id, interaction_id) select cast(cast(h.user_id as text) as uuid), h.id from "
                            + source.name()
                            + " h where "
                            + source.condition())
                    .bindArray("users", UUID.class, users)
                    .execute();
              }
            });
  }

  /** Notes further interactions: {@code user_id}, {@code interaction_id}. */
  void add(Dataset<Row> interactions) {
    Properties properties = connection();
    // Spark writes the ids as texts, which Postgres converts.
    properties.setProperty("stringtype", "unspecified");
    interactions
        .coalesce(CONCURRENT_WRITES)
        .write()
        .mode(SaveMode.Append)
        .jdbc(supabase.url(), UserTable.NOTED_INTERACTIONS, properties);
  }

  /** Returns users and interactions as texts, in columns with these names. */
  Dataset<Row> read(SparkSession spark, String user, String interaction) {
    return spark
        .read()
        .jdbc(
            supabase.url(),
            "(select distinct user_id::text as "
                + user
                + ", interaction_id::text as "
                + interaction
                + " from "
                + UserTable.NOTED_INTERACTIONS
                + ") noted",
            connection());
  }

  private Properties connection() {
    Properties properties = supabase.connectionProperties();
    properties.setProperty("driver", "org.postgresql.Driver");
    return properties;
  }
}
