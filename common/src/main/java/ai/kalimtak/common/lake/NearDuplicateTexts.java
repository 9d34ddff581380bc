package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code index/near_duplicates}: the texts that have been compared for near-duplicates. */
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
          "One row per distinct pair of normalized texts, with the buckets it is indexed under.",
          new StructType(
              new StructField[] {
                column(TEXT_KEY, StringType, "Hash of the normalized input and output together"),
                column(
                    INTERACTION_ID,
                    StringType,
                    "user_interactions.id of the interaction that the text was indexed from"),
                column(
                    SUBJECT_KEY,
                    StringType,
                    "Pseudonym of that interaction's user; null for an anonymous interaction"),
                column(FOLDED_INPUT, StringType, "The input, redacted and normalized"),
                column(
                    FOLDED_OUTPUT,
                    StringType,
                    "The output, redacted and normalized; null if there is none"),
                column(
                    BUCKETS,
                    createArrayType(LongType, false),
                    "Hashed bands of the MinHash signature, without the buckets that were full"),
                column(RUN_ID, LongType, "Run of the quality job that indexed the text")
              }),
          List.of(),
          List.of(RUN_ID));

  private NearDuplicateTexts() {}
}
