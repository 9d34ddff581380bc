package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTables;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.tables.ReadyQuery;
import ai.kalimtak.submit.tables.TablesPage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/** Every table and column, from the schemas; needs neither Spark nor a database. */
public final class TablesVerb extends Verb {
  /** Where a table lies by these settings, for what opens it without this suite. */
  private record Place(String table, String location, String comment, List<String> columns) {}

  private record Report(List<Place> tables) {}

  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    print(TablesPage.render(queries()));
    printJson(new Report(LakeTables.ALL.stream().map(table -> place(table, core.lake())).toList()));
    return ExitCode.DONE;
  }

  /** None where only the jar is at hand. */
  private static List<ReadyQuery> queries() {
    String launcher = System.getProperty("kalimtak.launcher");
    return launcher == null
        ? List.of()
        : ReadyQuery.of(Path.of(launcher).resolveSibling("queries"));
  }

  private static Place place(LakeTable table, CoreSettings.LakeSettings lake) {
    return new Place(
        table.sqlName(),
        (table.restricted() ? lake.restrictedRoot() : lake.root()) + "/" + table.name(),
        table.comment(),
        Arrays.stream(table.schema().fields()).map(StructField::name).toList());
  }
}
