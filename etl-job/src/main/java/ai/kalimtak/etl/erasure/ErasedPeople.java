package ai.kalimtak.etl.erasure;

import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.etl.personal.LakeEdit;
import ai.kalimtak.etl.personal.PersonalColumns;
import ai.kalimtak.etl.personal.PersonalTables;
import ai.kalimtak.etl.subjects.SubjectKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The persons of one erasure, and everything in the lake that leads to them. */
public final class ErasedPeople implements AutoCloseable {
  private static final String PERSON = "erased_person";

  private final Lake lake;
  private final Map<String, Dataset<Row>> lookups = new HashMap<>();

  /**
   * Finds their keys, and, by their keys and in Supabase, their interactions; the latter are noted
   * in Postgres, where they outlive a crash.
   */
  public ErasedPeople(
      SparkSession spark,
      Lake lake,
      SubjectKeys keys,
      ErasureInSupabase supabase,
      List<UUID> people) {
    this.lake = lake;
    Dataset<Row> persons =
        spark.createDataFrame(
            people.stream().map(person -> RowFactory.create(person.toString())).toList(),
            new StructType().add(PERSON, DataTypes.StringType));
    lookups.put(Identities.USER_ID, persons.withColumn(Identities.USER_ID, col(PERSON)));
    // Both are asked for every table, and read from Postgres or joined anew otherwise.
    lookups.put(BronzeInteractions.SUBJECT_KEY, keysOf(keys).persist());
    supabase.noteInteractions();
    lakeInteractions().ifPresent(supabase::noteInteractions);
    lookups.put(
        BronzeInteractions.INTERACTION_ID,
        supabase
            .notedInteractions(spark, PERSON, BronzeInteractions.INTERACTION_ID)
            .join(persons, PERSON)
            .dropDuplicates(new String[] {BronzeInteractions.INTERACTION_ID})
            .persist());
    lookups.put(
        NearDuplicatePairs.OTHER_INTERACTION_ID,
        lookups
            .get(BronzeInteractions.INTERACTION_ID)
            .withColumnRenamed(
                BronzeInteractions.INTERACTION_ID, NearDuplicatePairs.OTHER_INTERACTION_ID));
  }

  /** How many interactions each of them has. */
  public Map<UUID, Long> interactions() {
    return countByPerson(lookups.get(BronzeInteractions.INTERACTION_ID));
  }

  /** How many rows of the table are theirs, by person; none for a person without any. */
  public Map<UUID, Long> rows(LakeTable table) {
    return countByPerson(theirs(lake.read(table)));
  }

  /** Who of them has a row. */
  Set<UUID> among(Dataset<Row> rows) {
    return theirs(rows).select(PERSON).distinct().collectAsList().stream()
        .map(row -> UUID.fromString(row.getString(0)))
        .collect(Collectors.toSet());
  }

  /** When the lake first saw each of them. */
  public Map<UUID, Instant> firstSeen() {
    Map<UUID, Instant> first = new HashMap<>();
    if (lake.exists(Identities.TABLE)) {
      theirs(lake.read(Identities.TABLE), List.of(Identities.FIRST_SEEN_AT))
          .where(col(Identities.FIRST_SEEN_AT).isNotNull())
          .groupBy(PERSON)
          .agg(min(Identities.FIRST_SEEN_AT))
          .collectAsList()
          .forEach(
              row -> first.put(UUID.fromString(row.getString(0)), row.getTimestamp(1).toInstant()));
    }
    return first;
  }

  /** Removes their rows from a table; returns how many. */
  public long removeRows(LakeTable table) {
    Dataset<Row> rows = lake.read(table);
    return new LakeEdit(lake)
        .remove(
            table,
            PersonalColumns.of(rows.schema()).keys(),
            theirs(rows, table.partitionColumns()));
  }

  /** Takes their interactions out of what other rows refer to; returns how many rows changed. */
  public long removeReferences(LakeTable table) {
    Dataset<Row> rows = lake.read(table);
    long changed = 0;
    for (String column : PersonalColumns.of(rows.schema()).references()) {
      Dataset<Row> values =
          rows.schema().apply(column).dataType() instanceof ArrayType
              ? listsWithoutTheirs(rows, column)
              : theirValues(rows, column);
      if (!values.isEmpty()) {
        changed += new LakeEdit(lake).replace(table, column, values);
      }
    }
    return changed;
  }

  @Override
  public void close() {
    lookups.values().forEach(Dataset::unpersist);
  }

  private Dataset<Row> keysOf(SubjectKeys keys) {
    Dataset<Row> persons = lookups.get(Identities.USER_ID);
    Dataset<Row> computed =
        keys.add(persons).select(col(PERSON), col(BronzeInteractions.SUBJECT_KEY));
    Dataset<Row> known =
        lake.exists(Identities.TABLE)
            ? lake.read(Identities.TABLE)
                .join(persons, Identities.USER_ID)
                .select(col(PERSON), col(Identities.SUBJECT_KEY))
            : computed;
    return computed.union(known).dropDuplicates(new String[] {BronzeInteractions.SUBJECT_KEY});
  }

  /** Person and interaction, of every table that ties the two together. */
  private java.util.Optional<Dataset<Row>> lakeInteractions() {
    Dataset<Row> keys = lookups.get(BronzeInteractions.SUBJECT_KEY);
    return PersonalTables.of(lake).stream()
        .map(lake::read)
        .filter(rows -> PersonalColumns.of(rows.schema()).linksInteractions())
        .map(
            rows ->
                rows.select(BronzeInteractions.INTERACTION_ID, BronzeInteractions.SUBJECT_KEY)
                    .where(col(BronzeInteractions.INTERACTION_ID).isNotNull())
                    .join(keys, BronzeInteractions.SUBJECT_KEY)
                    .select(
                        col(PERSON).alias(Identities.USER_ID),
                        col(BronzeInteractions.INTERACTION_ID)))
        .reduce(Dataset::union)
        .map(Dataset::distinct);
  }

  private Dataset<Row> theirs(Dataset<Row> rows) {
    return theirs(rows, List.of());
  }

  /**
   * The rows that are theirs by any of their keys, once each: the person, the keys and the further
   * columns. No shuffle as long as the persons' keys and interactions are few.
   */
  private Dataset<Row> theirs(Dataset<Row> rows, List<String> further) {
    List<String> keys = PersonalColumns.of(rows.schema()).keys();
    Dataset<Row> linked =
        rows.select(
            Stream.concat(keys.stream(), further.stream())
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new));
    List<Column> persons = new ArrayList<>();
    for (String key : keys) {
      String person = PERSON + "_by_" + key;
      String value = key + "_of_person";
      Dataset<Row> lookup =
          lookups.get(key).select(col(PERSON).alias(person), col(key).alias(value));
      linked = linked.join(lookup, col(key).equalTo(col(value)), "left").drop(value);
      persons.add(col(person));
    }
    return linked
        .withColumn(
            PERSON, persons.isEmpty() ? lit(null) : coalesce(persons.toArray(Column[]::new)))
        .where(col(PERSON).isNotNull());
  }

  /** {@link LakeEdit#OLD} with one of their interactions, and null for it. */
  private Dataset<Row> theirValues(Dataset<Row> rows, String column) {
    DataType type = rows.schema().apply(column).dataType();
    return rows.select(col(column).alias(LakeEdit.OLD))
        .join(
            lookups.get(BronzeInteractions.INTERACTION_ID),
            col(LakeEdit.OLD).equalTo(col(BronzeInteractions.INTERACTION_ID)),
            "left_semi")
        .distinct()
        .withColumn(LakeEdit.NEW, lit(null).cast(type));
  }

  /** {@link LakeEdit#OLD} with some of their interactions, and the list without them. */
  private Dataset<Row> listsWithoutTheirs(Dataset<Row> rows, String column) {
    String element = "element";
    return rows.select(col(column).alias(LakeEdit.OLD))
        .distinct()
        .withColumn(element, explode(col(LakeEdit.OLD)))
        .join(
            lookups.get(BronzeInteractions.INTERACTION_ID),
            col(element).equalTo(col(BronzeInteractions.INTERACTION_ID)))
        .groupBy(LakeEdit.OLD)
        .agg(collect_set(element).alias(element))
        .where(size(col(element)).gt(0))
        .select(
            col(LakeEdit.OLD), array_except(col(LakeEdit.OLD), col(element)).alias(LakeEdit.NEW));
  }

  private static Map<UUID, Long> countByPerson(Dataset<Row> rows) {
    return rows.groupBy(PERSON).agg(count(lit(1))).collectAsList().stream()
        .collect(Collectors.toMap(row -> UUID.fromString(row.getString(0)), row -> row.getLong(1)));
  }
}
