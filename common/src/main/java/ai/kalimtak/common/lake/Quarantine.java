package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code bronze/quarantine}: source rows that violated the contract. */
public final class Quarantine {
  public static final String INTERACTION_ID = "interaction_id";
  public static final String SUBJECT_KEY = "subject_key";
  public static final String CHANGE_XID = "change_xid";
  public static final String REASON = "reason";
  public static final String RAW = "raw";
  public static final String QUARANTINED_AT = "quarantined_at";
  public static final String RUN_ID = "run_id";

  public static final LakeTable TABLE =
      new LakeTable(
          "bronze/quarantine",
          false,
          "One row per state of a source row that violated the contract.",
          new StructType(
              new StructField[] {
                column(INTERACTION_ID, StringType, "user_interactions.id"),
                column(
                    SUBJECT_KEY,
                    StringType,
                    "HMAC-SHA256 of the user id, hexadecimal; null for an anonymous interaction"),
                column(
                    CHANGE_XID,
                    LongType,
                    "Transaction in Postgres that wrote this state of the row"),
                column(REASON, StringType, "The violated rule, with the column concerned"),
                column(
                    RAW,
                    StringType,
                    "The row as JSON, without identifiers, its texts redacted and shortened"),
                column(QUARANTINED_AT, TimestampType, "When the row was quarantined, UTC"),
                column(RUN_ID, LongType, "Run of the ETL job that quarantined the row")
              }),
          List.of(),
          List.of(CHANGE_XID, QUARANTINED_AT, RUN_ID));

  private Quarantine() {}
}
