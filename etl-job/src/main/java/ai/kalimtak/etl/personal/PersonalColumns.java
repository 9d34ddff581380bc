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
 * How a row of a lake table leads to a person. The columns are known by their names, so a table
 * that is added later is served like the others.
 *
 * @param keys columns that say whose row it is
 * @param references columns of another person's row that name interactions of this one
 */
public record PersonalColumns(List<String> keys, List<String> references) {
  static final List<String> KEYS =
      List.of(
          BronzeInteractions.INTERACTION_ID,
          BronzeInteractions.SUBJECT_KEY,
          Identities.USER_ID,
          // A row about two interactions goes with either.
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

  /** Whether the table ties interactions to persons. */
  public boolean linksInteractions() {
    return keys.containsAll(
        List.of(BronzeInteractions.INTERACTION_ID, BronzeInteractions.SUBJECT_KEY));
  }

  public Stream<String> all() {
    return Stream.concat(keys.stream(), references.stream());
  }
}
