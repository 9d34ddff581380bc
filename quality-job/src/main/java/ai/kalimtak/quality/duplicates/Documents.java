package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The columns of the documents that are compared. */
final class Documents {
  /** A document's number: a hash of its key, for joins only. A collision costs one comparison. */
  static final String DOCUMENT = "document";

  /** The key of joins by text, and the number's. */
  static final String[] BY_TEXT_KEY = {NearDuplicateTexts.TEXT_KEY};

  static final String[] BY_NUMBER = {DOCUMENT};

  private Documents() {}

  /** Adds {@link #DOCUMENT}. */
  static Dataset<Row> numbered(Dataset<Row> documents) {
    return documents.withColumn(DOCUMENT, xxhash64(col(NearDuplicateTexts.TEXT_KEY)));
  }

  static Dataset<Row> keys(Dataset<Row> documents) {
    return documents.select(NearDuplicateTexts.TEXT_KEY);
  }

  /** The columns of a document that is new to the index. */
  static Column[] newColumns() {
    return columns(
        NearDuplicateTexts.TEXT_KEY,
        NearDuplicateTexts.INTERACTION_ID,
        NearDuplicateTexts.SUBJECT_KEY,
        NearDuplicateTexts.FOLDED_INPUT,
        NearDuplicateTexts.FOLDED_OUTPUT);
  }

  /** The columns that a comparison reads. */
  static Column[] comparedColumns() {
    return columns(
        DOCUMENT,
        NearDuplicateTexts.TEXT_KEY,
        NearDuplicateTexts.INTERACTION_ID,
        NearDuplicateTexts.FOLDED_INPUT,
        NearDuplicateTexts.FOLDED_OUTPUT);
  }

  static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }
}
