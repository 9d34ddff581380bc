package ai.kalimtak.etl.personal;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.CurationReportTable;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a lake table that lead to users. They are recognized by name, so tables that are
 * added later are covered too.
 *
 * @param keys columns that identify the user of a row
 * @param references columns that refer to interactions of other users
 */
public record PersonalColumns(List<String> keys, List<String> references) {
  static final List<String> KEYS =
      List.of(
          BronzeInteractions.INTERACTION_ID,
          BronzeInteractions.SUBJECT_KEY,
          Identities.USER_ID,
          // A row about two interactions is removed with either of them.
          NearDuplicatePairs.OTHER_INTERACTION_ID);

  static final List<String> REFERENCES =
      List.of(Candidates.DUPLICATE_OF, CurationReportTable.EXAMPLES);

  public static PersonalColumns of(StructType schema) {
    List<String> present = List.of(schema.fieldNames());
    return new PersonalColumns(
        KEYS.stream().filter(present::contains).toList(),
        REFERENCES.stream().filter(present::contains).toList());
  }

  boolean isEmpty() {
    return keys.isEmpty() && references.isEmpty();
  }

  /** Returns whether the table links interactions to users. */
  public boolean linksInteractions() {
    return keys.containsAll(
        List.of(BronzeInteractions.INTERACTION_ID, BronzeInteractions.SUBJECT_KEY));
  }

  public Stream<String> all() {
    return Stream.concat(keys.stream(), references.stream());
  }
}
