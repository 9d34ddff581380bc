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
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;

/** The erasure of users from the lake, where keys and interactions lead to their rows. */
final class ErasureInLake implements AutoCloseable {
  private static final String USER = "erased_user";
  private static final String ROWS = "rows";

  private final Lake lake;

  /** By column of the lake: {@link #USER} and the values of that column that are theirs. */
  private final Map<String, Dataset<Row>> lookups = new HashMap<>();

  /**
   * Finds the users' keys, and by these keys and in Supabase their interactions, which are noted in
   * Postgres.
   */
  ErasureInLake(
      SparkSession spark,
      Lake lake,
      SubjectKeys keys,
      NotedInteractions noted,
      List<UUID> userIds) {
    this.lake = lake;
    Dataset<Row> users =
        spark
            .createDataset(userIds.stream().map(UUID::toString).toList(), Encoders.STRING())
            .toDF(USER);
    lookups.put(Identities.USER_ID, users.withColumn(Identities.USER_ID, col(USER)));
    // Every table is joined with both lookups; otherwise each join would compute them again.
    lookups.put(BronzeInteractions.SUBJECT_KEY, keysOf(keys).persist());
    noted.addFromSupabase();
    lakeInteractions().ifPresent(noted::add);
    lookups.put(
        BronzeInteractions.INTERACTION_ID,
        noted
            .read(spark, USER, BronzeInteractions.INTERACTION_ID)
            .join(users, USER)
            .dropDuplicates(new String[] {BronzeInteractions.INTERACTION_ID})
            .persist());
    lookups.put(
        NearDuplicatePairs.OTHER_INTERACTION_ID,
        lookups
            .get(BronzeInteractions.INTERACTION_ID)
            .withColumnRenamed(
                BronzeInteractions.INTERACTION_ID, NearDuplicatePairs.OTHER_INTERACTION_ID));
  }

  /** Counts the interactions of each user; leaves out users without any. */
  Map<UUID, Long> interactions() {
    return countByUser(lookups.get(BronzeInteractions.INTERACTION_ID));
  }

  /** Counts the rows of each user in a table; leaves out users without any. */
  Map<UUID, Long> rows(LakeTable table) {
    return countByUser(theirs(lake.read(table)));
  }

  /** Returns the users who have a row among these. */
  Set<UUID> usersIn(Dataset<Row> rows) {
    return theirs(rows).select(USER).distinct().as(Encoders.STRING()).collectAsList().stream()
        .map(UUID::fromString)
        .collect(Collectors.toSet());
  }

  /** Returns the time when the lake first saw each user. */
  Map<UUID, Instant> firstSeen() {
    Map<UUID, Instant> first = new HashMap<>();
    if (lake.exists(Identities.TABLE)) {
      theirs(lake.read(Identities.TABLE), List.of(Identities.FIRST_SEEN_AT))
          .where(col(Identities.FIRST_SEEN_AT).isNotNull())
          .groupBy(USER)
          .agg(min(Identities.FIRST_SEEN_AT).alias(Identities.FIRST_SEEN_AT))
          .collectAsList()
          .forEach(
              row ->
                  first.put(
                      userOf(row), row.<Timestamp>getAs(Identities.FIRST_SEEN_AT).toInstant()));
    }
    return first;
  }

  /** Removes the users' rows from a table; returns how many. */
  long removeRows(LakeTable table) {
    Dataset<Row> rows = lake.read(table);
    return new LakeEdit(lake)
        .remove(
            table,
            PersonalColumns.of(rows.schema()).keys(),
            theirs(rows, table.partitionColumns()));
  }

  /** Removes references to the users' interactions from other rows; returns how many changed. */
  long removeReferences(LakeTable table) {
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
    Dataset<Row> users = lookups.get(Identities.USER_ID);
    Dataset<Row> computed = keys.add(users).select(col(USER), col(BronzeInteractions.SUBJECT_KEY));
    Dataset<Row> known =
        lake.exists(Identities.TABLE)
            ? lake.read(Identities.TABLE)
                .join(users, Identities.USER_ID)
                .select(col(USER), col(Identities.SUBJECT_KEY))
            : computed;
    return computed.union(known).dropDuplicates(new String[] {BronzeInteractions.SUBJECT_KEY});
  }

  /** Returns users and interactions from every table that links the two. */
  private Optional<Dataset<Row>> lakeInteractions() {
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
                        col(USER).alias(Identities.USER_ID),
                        col(BronzeInteractions.INTERACTION_ID)))
        .reduce(Dataset::union)
        .map(Dataset::distinct);
  }

  private Dataset<Row> theirs(Dataset<Row> rows) {
    return theirs(rows, List.of());
  }

  /**
   * Keeps the rows that any of their key columns links to one of the users, each once. Returns
   * {@link #USER}, the key columns, and the further columns. There is no shuffle as long as the
   * users' keys and interactions are few.
   */
  private Dataset<Row> theirs(Dataset<Row> rows, List<String> further) {
    List<String> keys = PersonalColumns.of(rows.schema()).keys();
    Dataset<Row> linked =
        rows.select(
            Stream.concat(keys.stream(), further.stream())
                .map(functions::col)
                .toArray(Column[]::new));
    List<Column> users = new ArrayList<>();
    for (String key : keys) {
      String user = USER + "_by_" + key;
      String value = key + "_of_user";
      Dataset<Row> lookup = lookups.get(key).select(col(USER).alias(user), col(key).alias(value));
      linked = linked.join(lookup, col(key).equalTo(col(value)), "left").drop(value);
      users.add(col(user));
    }
    return linked
        .withColumn(USER, users.isEmpty() ? lit(null) : coalesce(users.toArray(Column[]::new)))
        .where(col(USER).isNotNull());
  }

  /** Returns {@link LakeEdit#OLD}, one of their interactions, and {@link LakeEdit#NEW}, null. */
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

  /**
   * Returns {@link LakeEdit#OLD}, a list that contains their interactions, and {@link
   * LakeEdit#NEW}, the list without them.
   */
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

  private static Map<UUID, Long> countByUser(Dataset<Row> rows) {
    return rows.groupBy(USER).agg(count(lit(1)).alias(ROWS)).collectAsList().stream()
        .collect(Collectors.toMap(ErasureInLake::userOf, row -> row.<Long>getAs(ROWS)));
  }

  private static UUID userOf(Row row) {
    return UUID.fromString(row.getAs(USER));
  }
}
