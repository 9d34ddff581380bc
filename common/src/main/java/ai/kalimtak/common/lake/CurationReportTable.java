package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code gold/curation_report}: the results of each step of each curation run. */
public final class CurationReportTable {
  public static final String RUN_ID = "run_id";
  public static final String AT = "at";
  public static final String BRONZE_VERSION = "bronze_version";
  public static final String SECTION = "section";
  public static final String NAME = "name";
  public static final String ROWS = "rows";
  public static final String SHARE = "share";
  public static final String EXAMPLES = "examples";

  public static final LakeTable TABLE =
      new LakeTable(
          "gold/curation_report",
          false,
          "The results of curation: one row per run, section and name.",
          new StructType(
              new StructField[] {
                column(RUN_ID, LongType, "Run of the quality job"),
                column(AT, TimestampType, "When the run made its decisions, UTC"),
                column(
                    BRONZE_VERSION,
                    LongType,
                    "Version of bronze/interactions that the run curated"),
                column(
                    SECTION,
                    StringType,
                    "What the row counts: status, reason, reason-domain, domain, selected-domain, split, score, and for each filter the rows in, dropped, flagged, and flagged by it alone (filter-in, filter-dropped …)"),
                column(NAME, StringType, "The value that is counted, such as duplicate:exact"),
                column(ROWS, LongType, "Number of rows with that value"),
                column(SHARE, DoubleType, "Share of the section's rows, 0 to 1"),
                column(
                    EXAMPLES,
                    createArrayType(StringType),
                    "Up to three interaction_ids as examples")
              }),
          List.of(),
          List.of(RUN_ID, AT, BRONZE_VERSION, SECTION, NAME));

  private CurationReportTable() {}
}
