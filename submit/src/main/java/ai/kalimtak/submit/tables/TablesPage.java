package ai.kalimtak.submit.tables;

import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTables;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;

/**
 * Generates {@code docs/tables.md}: the tables, described by their schemas, and the ready-made
 * queries.
 */
public final class TablesPage {
  /** Which job writes each table, and how; the schemas do not say so. */
  private static final Map<String, String> WRITTEN =
      Map.of(
          "bronze.interactions",
          "etl, MERGE by `interaction_id`; rows deleted in Supabase leave it",
          "bronze.quarantine",
          "etl, once per row state and rule",
          "restricted.identities",
          "etl, MERGE by `subject_key`",
          "silver.candidates",
          "quality, MERGE of the changed rows, or a full replacement if many rows changed",
          "gold.training_data",
          "quality, MERGE of the changed rows, or a full replacement if many rows changed",
          "gold.curation_report",
          "quality, append",
          "gold.evaluations",
          "evaluate, append",
          "index.near_duplicates",
          "quality, append; texts that are no longer eligible are deleted",
          "index.near_duplicate_pairs",
          "quality, append; a pair is deleted together with either text");

  private record Page(List<Table> tables, List<ReadyQuery> queries) {}

  private record Table(
      String name,
      String anchor,
      String comment,
      String written,
      String layout,
      List<Line> columns) {}

  private record Line(String name, String type, String comment) {}

  private TablesPage() {}

  /** Renders the page as Markdown. */
  public static String render(List<ReadyQuery> queries) {
    Page page = new Page(LakeTables.ALL.stream().map(TablesPage::table).toList(), queries);
    try (Reader template =
        new InputStreamReader(
            TablesPage.class.getResourceAsStream("tables.mustache"), StandardCharsets.UTF_8)) {
      return Mustache.compiler().escapeHTML(false).compile(template).execute(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Table table(LakeTable table) {
    String name = table.sqlName();
    if (!WRITTEN.containsKey(name)) {
      throw new IllegalStateException("unknown which job writes " + name);
    }
    return new Table(
        name,
        name.replace(".", ""),
        table.comment(),
        WRITTEN.get(name),
        layout(table),
        Arrays.stream(table.schema().fields()).map(TablesPage::line).toList());
  }

  private static String layout(LakeTable table) {
    String place =
        "`"
            + table.name()
            + "` under `"
            + (table.restricted() ? "lake.restricted-root" : "lake.root")
            + "`";
    return table.partitionColumns().isEmpty()
        ? place
        : place + ", partitioned by `" + String.join("`, `", table.partitionColumns()) + "`";
  }

  private static Line line(StructField field) {
    return new Line(
        field.name(),
        field.dataType().sql().toLowerCase(java.util.Locale.ROOT),
        field.getComment().get().replace("|", "\\|"));
  }
}
