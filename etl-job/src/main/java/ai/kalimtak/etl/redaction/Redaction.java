package ai.kalimtak.etl.redaction;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.text.Utf8Function;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.source.SourceColumns;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.types.UTF8String;

/** Takes personal data out of the texts of a pull before anything is written. */
public final class Redaction {
  /** As the settings name the types: {@code url-credential}. */
  public static final String NAMES =
      Arrays.stream(PiiType.values())
          .map(type -> type.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .collect(Collectors.joining(", "));

  private final Map<String, Utf8Function> functions = new HashMap<>();

  /**
   * @param addedTexts texts that the contract does not name
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
   * Replaces what is personal in each text column that is there by its type, as {@code <EMAIL>};
   * keeps every row and column; null stays null. No shuffle.
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
      // Bytes that are no UTF-8 would not survive the way through a String; nothing found, nothing
      // changed.
      return before.equals(after) ? text : UTF8String.fromString(after);
    }

    @Override
    public String toString() {
      return "redaction";
    }
  }
}
