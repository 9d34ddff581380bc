package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code index/near_duplicate_pairs}: pairs of texts that are near-duplicates. */
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
          "One row per pair of texts in index/near_duplicates whose computed similarity reaches the"
              + " threshold.",
          new StructType(
              new StructField[] {
                column(TEXT_KEY, StringType, "The text that was indexed later"),
                column(
                    INTERACTION_ID,
                    StringType,
                    "user_interactions.id that the later text was indexed from"),
                column(OTHER_TEXT_KEY, StringType, "The text that was indexed earlier"),
                column(
                    OTHER_INTERACTION_ID,
                    StringType,
                    "user_interactions.id that the earlier text was indexed from"),
                column(
                    SIMILARITY,
                    DoubleType,
                    "The smaller of the Jaccard similarities of the inputs and of the outputs, 0 to 1"),
                column(
                    IS_FOLLOWER,
                    BooleanType,
                    "Whether the later text fell into a full bucket and was compared only with that bucket's first text"),
                column(RUN_ID, LongType, "Run of the quality job that found the pair")
              }),
          List.of(),
          List.of(SIMILARITY, RUN_ID));

  private NearDuplicatePairs() {}
}
