package ai.kalimtak.etl.redaction;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.text.Utf8Function;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.source.SourceColumns;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.types.UTF8String;

/** Removes personal data from the texts of a pull before anything is written. */
public final class Redaction {
  /** The names of all types in the settings, for error messages. */
  public static final String NAMES =
      Arrays.stream(PiiType.values()).map(PiiType::settingName).collect(Collectors.joining(", "));

  private final Map<String, Utf8Function> functions = new HashMap<>();

  /**
   * @param types the types that are redacted; none leaves all texts unchanged
   * @param addedTexts text columns of the source that the contract does not name
   */
  public Redaction(Set<PiiType> types, List<String> addedTexts) {
    Redactor redactor = new Redactor(types);
    if (!types.isEmpty()) {
      Stream.concat(SourceColumns.TEXTS.stream(), addedTexts.stream())
          .forEach(text -> functions.put(text, new RedactedText(redactor)));
      functions.put(BronzeInteractions.METADATA, new RedactedJson(redactor));
    }
  }

  /**
   * Replaces personal data in each text column of the rows by its type, such as {@code <EMAIL>}.
   * Keeps every row and column; null stays null. Does not shuffle.
   */
  public Dataset<Row> redactTexts(Dataset<Row> rows) {
    Map<String, Column> redacted = new HashMap<>();
    for (String column : rows.columns()) {
      if (functions.containsKey(column)) {
        redacted.put(column, Utf8Function.of(functions.get(column), col(column)));
      }
    }
    return rows.withColumns(redacted);
  }

  private record RedactedText(Redactor redactor) implements Utf8Function {
    @Override
    public UTF8String apply(UTF8String text) {
      String before = text.toString();
      String after = redactor.redact(before);
      // Invalid UTF-8 would not survive the conversion to a String, so unchanged text stays as it
      // was.
      return before.equals(after) ? text : UTF8String.fromString(after);
    }

    @Override
    public String toString() {
      return "redaction";
    }
  }
}
