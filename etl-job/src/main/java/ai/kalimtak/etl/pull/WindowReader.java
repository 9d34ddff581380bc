package ai.kalimtak.etl.pull;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.etl.source.Division;
import ai.kalimtak.etl.source.SourceColumns;
import ai.kalimtak.etl.source.SourceSnapshot;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads the rows of a planned window from the source, as the source has them. */
public final class WindowReader {
  private final SparkSession spark;
  private final SourceSnapshot source;
  private final SourceColumns columns;
  private final Contract contract;
  private final PullPlan plan;
  private final PullSettings.Reads reads;

  public WindowReader(
      SparkSession spark,
      SourceSnapshot source,
      SourceColumns columns,
      Contract contract,
      PullPlan plan,
      PullSettings.Reads reads) {
    this.spark = spark;
    this.source = source;
    this.columns = columns;
    this.contract = contract;
    this.plan = plan;
    this.reads = reads;
  }

  PullPlan plan() {
    return plan;
  }

  /** Columns of the source that the contract does not name, with their types in the lake. */
  Map<String, DataType> addedColumns() {
    return columns.added();
  }

  /** Rows that keep the contract. */
  Dataset<Row> accepted() {
    boolean allKeepIt = plan.counts().violating() == 0;
    String condition = allKeepIt ? "" : " and " + contract.violationSql() + " is null";
    return divided(columns.schema(), columns.selection(), condition, plan.accepted());
  }

  /** Rows that violate the contract, with {@link Contract#VIOLATION}. */
  Dataset<Row> violations() {
    String violation = contract.violationSql();
    return divided(
        columns.schema().add(Contract.VIOLATION, DataTypes.StringType),
        columns.selection() + ", " + violation + " as " + Contract.VIOLATION,
        " and " + violation + " is not null",
        plan.counts().violating());
  }

  Map<String, Long> violationsByReason() {
    return plan.counts().violating() == 0
        ? Map.of()
        : source.countByReason(plan.window().condition(), contract.violationSql());
  }

  /** The users of the window's rows: {@code user_id}, {@code first_seen_at}. */
  Dataset<Row> users() {
    return whole(
        new StructType()
            .add(SourceColumns.USER_ID, DataTypes.StringType)
            .add(Identities.FIRST_SEEN_AT, DataTypes.TimestampType),
        "select user_id::text as user_id, min(created_at) as first_seen_at from "
            + source.table()
            + " where "
            + plan.window().condition()
            + " and user_id is not null and isfinite(created_at) group by user_id");
  }

  /** The rows that leave the lake: {@code interaction_id}, {@code event_date}. */
  Optional<Dataset<Row>> departures() {
    StructType schema =
        new StructType()
            .add(BronzeInteractions.INTERACTION_ID, DataTypes.StringType)
            .add(BronzeInteractions.EVENT_DATE, DataTypes.DateType);
    return plan.departures().query().map(sql -> whole(schema, sql));
  }

  /** Reads a query in one task. */
  private Dataset<Row> whole(StructType schema, String query) {
    return source.read(
        spark,
        schema,
        String.join(", ", schema.fieldNames()),
        "from (" + query + ") q where true",
        Division.NONE);
  }

  private Dataset<Row> divided(StructType schema, String selection, String condition, long rows) {
    String where = plan.window().condition();
    int parallel =
        reads.parallel() == 0 ? 2 * spark.sparkContext().defaultParallelism() : reads.parallel();
    Division division =
        source.divide(
            where,
            PullPlan.reads(rows, parallel, reads.minRows()),
            /* wholeTable= */ plan.isFull());
    return source.read(
        spark,
        schema,
        selection,
        "from " + source.table() + " where " + where + condition,
        division);
  }
}
