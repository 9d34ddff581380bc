package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code index/near_duplicates}: the texts among which near-duplicates have been looked for. */
public final class NearDuplicateTexts {
  public static final String TEXT_KEY = "text_key";
  public static final String INTERACTION_ID = "interaction_id";
  public static final String SUBJECT_KEY = "subject_key";
  public static final String FOLDED_INPUT = "folded_input";
  public static final String FOLDED_OUTPUT = "folded_output";
  public static final String BUCKETS = "buckets";
  public static final String RUN_ID = "run_id";

  public static final LakeTable TABLE =
      new LakeTable(
          "index/near_duplicates",
          false,
          "One row per distinct pair of folded texts, with the buckets in which it is found.",
          new StructType(
              new StructField[] {
                column(TEXT_KEY, StringType, "Key of the folded input and output together"),
                column(
                    INTERACTION_ID,
                    StringType,
                    "user_interactions.id of the interaction that carried the text when it was indexed"),
                column(
                    SUBJECT_KEY, StringType, "Pseudonym of that one's person; null if anonymous"),
                column(FOLDED_INPUT, StringType, "Input, redacted and folded"),
                column(FOLDED_OUTPUT, StringType, "Output, redacted and folded; null if none"),
                column(
                    BUCKETS,
                    createArrayType(LongType, false),
                    "Bands of the MinHash signature, hashed; without buckets that were full"),
                column(RUN_ID, LongType, "Run of the quality job that indexed it")
              }),
          List.of(),
          List.of(RUN_ID));

  private NearDuplicateTexts() {}
}
