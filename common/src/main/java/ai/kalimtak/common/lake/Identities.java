package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code restricted/identities}: the user that each subject key stands for. */
public final class Identities {
  public static final String SUBJECT_KEY = "subject_key";
  public static final String USER_ID = "user_id";
  public static final String FIRST_SEEN_AT = "first_seen_at";
  public static final String RUN_ID = "run_id";

  public static final LakeTable TABLE =
      new LakeTable(
          "restricted/identities",
          true,
          "One row per subject; the only table of the lake that contains user ids.",
          new StructType(
              new StructField[] {
                column(SUBJECT_KEY, StringType, "HMAC-SHA256 of the user id, hexadecimal"),
                column(USER_ID, StringType, "user_interactions.user_id"),
                column(FIRST_SEEN_AT, TimestampType, "The subject's earliest interaction, UTC"),
                column(RUN_ID, LongType, "Run that added the row")
              }),
          List.of(),
          List.of(FIRST_SEEN_AT, RUN_ID));

  private Identities() {}
}
