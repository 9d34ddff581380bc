package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code index/near_duplicate_pairs}: texts that were found to be near-duplicates. */
public final class NearDuplicatePairs {
  public static final String TEXT_KEY = "text_key";
  public static final String INTERACTION_ID = "interaction_id";
  public static final String OTHER_TEXT_KEY = "other_text_key";
  public static final String OTHER_INTERACTION_ID = "other_interaction_id";
  public static final String SIMILARITY = "similarity";
  public static final String IS_FOLLOWER = "is_follower";
  public static final String RUN_ID = "run_id";

  public static final LakeTable TABLE =
      new LakeTable(
          "index/near_duplicate_pairs",
          false,
          "One row per two texts of index/near_duplicates whose similarity was computed and found to"
              + " reach the threshold.",
          new StructType(
              new StructField[] {
                column(TEXT_KEY, StringType, "The text that was indexed later"),
                column(
                    INTERACTION_ID, StringType, "user_interactions.id of its carrier in the index"),
                column(OTHER_TEXT_KEY, StringType, "The text that was there before"),
                column(
                    OTHER_INTERACTION_ID,
                    StringType,
                    "user_interactions.id of the other's carrier in the index"),
                column(
                    SIMILARITY,
                    DoubleType,
                    "Lesser of the Jaccard similarities of inputs and outputs, 0 to 1"),
                column(
                    IS_FOLLOWER,
                    BooleanType,
                    "Whether the later text met a full bucket, and only that bucket's first"),
                column(RUN_ID, LongType, "Run of the quality job that found the pair")
              }),
          List.of(),
          List.of(SIMILARITY, RUN_ID));

  private NearDuplicatePairs() {}
}
