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

/** Describes every table and column by its schema; needs neither Spark nor a database. */
public final class TablesVerb extends Verb {
  /** The location of a table under these settings, for tools outside of this suite. */
  private record Location(String table, String location, String comment, List<String> columns) {}

  private record Report(List<Location> tables) {}

  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    print(TablesPage.render(queries()));
    printJson(
        new Report(LakeTables.ALL.stream().map(table -> locate(table, core.lake())).toList()));
    return ExitCode.DONE;
  }

  /** Returns no queries if only the jar is available. */
  private static List<ReadyQuery> queries() {
    String launcher = System.getProperty("kalimtak.launcher");
    return launcher == null
        ? List.of()
        : ReadyQuery.of(Path.of(launcher).resolveSibling("queries"));
  }

  private static Location locate(LakeTable table, CoreSettings.LakeSettings lake) {
    return new Location(
        table.sqlName(),
        (table.restricted() ? lake.restrictedRoot() : lake.root()) + "/" + table.name(),
        table.comment(),
        Arrays.stream(table.schema().fields()).map(StructField::name).toList());
  }
}
