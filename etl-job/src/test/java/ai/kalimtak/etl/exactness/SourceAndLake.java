package ai.kalimtak.etl.exactness;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/** Compares {@code user_interactions} with the lake's tables, while nothing writes to either. */
public final class SourceAndLake {
  private static final String VIOLATES_CONTRACT = "created_at < '2000-01-01T00:00:00Z'";
  private static final String ID = BronzeInteractions.INTERACTION_ID;
  private static final String ORIGINAL = "original";
  private static final String COPY = "copy";

  private final JobSession session;

  public SourceAndLake(JobSession session) {
    this.session = session;
  }

  /**
   * Compares all rows and columns, and users by their ids: the lake's subject keys are looked up in
   * {@code restricted/identities}. Ignores source rows that violate the contract.
   */
  public Difference difference() {
    List<StructField> columns =
        Arrays.stream(table(BronzeInteractions.TABLE).schema().fields())
            .filter(
                column ->
                    !column.name().equals(BronzeInteractions.SUBJECT_KEY)
                        && !column.name().equals(BronzeInteractions.RUN_ID))
            .toList();
    Dataset<Row> originals =
        source(columns, "not (" + VIOLATES_CONTRACT + ")")
            .select(col(ID), allColumns(columns, ORIGINAL));
    Dataset<Row> users =
        table(Identities.TABLE)
            .select(col(Identities.SUBJECT_KEY).alias("user_key"), col(Identities.USER_ID));
    Dataset<Row> copies =
        table(BronzeInteractions.TABLE)
            .join(users, col(BronzeInteractions.SUBJECT_KEY).equalTo(col("user_key")), "left_outer")
            .select(col(ID), allColumns(columns, COPY));
    Row pairs =
        originals
            .join(copies, ID)
            .agg(
                countDistinct(ID).alias("matched"),
                count_if(col(ORIGINAL).eqNullSafe(col(COPY)).unary_$bang()).alias("stale"))
            .first();
    Row lake = copies.agg(count(lit(1)).alias("rows"), countDistinct(ID).alias("distinct")).first();
    long inSource = originals.count();
    long matched = pairs.getAs("matched");
    long inLake = lake.getAs("rows");
    long distinct = lake.getAs("distinct");
    return new Difference(
        inSource,
        inLake,
        inSource - matched,
        pairs.getAs("stale"),
        distinct - matched,
        inLake - distinct);
  }

  /** Describes what is wrong in the tables other than {@code bronze/interactions}. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (session.lake().exists(Identities.TABLE)) {
      addUnlessZero(
          problems,
          duplicates(Identities.TABLE, Identities.SUBJECT_KEY),
          "subjects are duplicated");
    }
    long broken = number("select count(*) from user_interactions where " + VIOLATES_CONTRACT);
    if (session.lake().exists(Quarantine.TABLE)) {
      addUnlessZero(
          problems,
          duplicates(Quarantine.TABLE, Quarantine.INTERACTION_ID, Quarantine.CHANGE_XID),
          "states are quarantined twice");
      long quarantined =
          source(List.of(), VIOLATES_CONTRACT)
              .join(
                  table(Quarantine.TABLE),
                  scala.jdk.javaapi.CollectionConverters.asScala(
                          List.of(ID, BronzeInteractions.CHANGE_XID))
                      .toSeq(),
                  "left_semi")
              .count();
      addUnlessZero(
          problems, broken - quarantined, "rows that violate the contract are not quarantined");
    } else {
      addUnlessZero(problems, broken, "rows violate the contract, but there is no quarantine");
    }
    addUnlessZero(
        problems,
        number("select count(*) from job_runs where status = 'running'"),
        "runs are marked as running");
    return problems;
  }

  private Dataset<Row> table(LakeTable table) {
    return session.lake().read(table);
  }

  private long duplicates(LakeTable table, String... key) {
    return table(table)
        .groupBy(Stream.of(key).map(name -> col(name)).toArray(Column[]::new))
        .count()
        .where("count > 1")
        .count();
  }

  private long number(String sql) {
    return session
        .supabase()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  /**
   * Returns source rows in these columns of the lake, with {@code user_id} and {@code change_xid}.
   */
  private Dataset<Row> source(List<StructField> columns, String where) {
    String selection =
        Stream.concat(
                Stream.of(
                    "id::text as interaction_id",
                    "user_id::text as user_id",
                    "change_xid::text::bigint as change_xid"),
                columns.stream()
                    .map(StructField::name)
                    .filter(name -> !name.equals(ID) && !name.equals(BronzeInteractions.CHANGE_XID))
                    .map(
                        name ->
                            name.equals(BronzeInteractions.EVENT_DATE)
                                ? "(created_at at time zone 'UTC')::date as event_date"
                                : name))
            .collect(Collectors.joining(", "));
    Properties properties = session.supabase().connectionProperties();
    properties.setProperty("driver", "org.postgresql.Driver");
    Dataset<Row> rows =
        session
            .spark()
            .read()
            .jdbc(
                session.supabase().url(),
                "(select " + selection + " from user_interactions where " + where + ") original",
                properties);
    for (StructField column : columns) {
      rows = rows.withColumn(column.name(), col(column.name()).cast(column.dataType()));
    }
    return rows;
  }

  private static Column allColumns(List<StructField> columns, String name) {
    return struct(
            Stream.concat(
                    Stream.of(col(Identities.USER_ID)),
                    columns.stream().map(column -> col(column.name())))
                .toArray(Column[]::new))
        .alias(name);
  }

  private static void addUnlessZero(List<String> problems, long rows, String what) {
    if (rows != 0) {
      problems.add(rows + " " + what);
    }
  }
}
