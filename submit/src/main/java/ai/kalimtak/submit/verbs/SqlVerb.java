package ai.kalimtak.submit.verbs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_csv;
import static org.apache.spark.sql.functions.to_json;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTables;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.spark.SparkSessions;
import ai.kalimtak.submit.terminal.TextTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.StringUtils;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Runs Spark SQL on the lake: {@code bronze.interactions}, {@code gold.training_data} etc. */
public final class SqlVerb extends Verb {
  private static final int MOST_ROWS_SHOWN = 1_000;
  private static final int WIDEST_CELL = 80;

  enum Format {
    TABLE,
    JSON,
    CSV
  }

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "SQL",
      description =
          "Run this instead of opening a prompt. Separate statements with ;. Statements can also be piped in.")
  private String statement;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Run the statements in a file, such as a ready-made query. Can be repeated.")
  private List<Path> files = List.of();

  @Option(
      names = "--format",
      description = "table, json (one object per line) or csv (default: table).",
      converter = FormatConverter.class)
  private Format format = Format.TABLE;

  static final class FormatConverter implements picocli.CommandLine.ITypeConverter<Format> {
    @Override
    public Format convert(String value) {
      return Format.valueOf(value.toUpperCase(Locale.ROOT));
    }
  }

  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    List<String> scripts = new ArrayList<>();
    files.forEach(file -> scripts.add(read(file)));
    if (statement != null) {
      scripts.add(statement);
    }
    SparkSession spark = SparkSessions.open(core, "kalimtak sql");
    try {
      List<LakeTable> tables = register(spark, new Lake(spark, core.lake()));
      if (!scripts.isEmpty()) {
        scripts.forEach(script -> execute(spark, script));
      } else if (isPiped()) {
        execute(spark, new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
      } else {
        prompt(spark, core, tables);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      spark.stop();
    }
    return ExitCode.DONE;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw JobException.badSettings(
          "cannot read " + file + " (" + e.getClass().getSimpleName() + ")",
          "Pass a file that contains SQL; ready-made queries are in submit/queries",
          e);
    }
  }

  /** Registers every existing table under its SQL name, for this session only. */
  private static List<LakeTable> register(SparkSession spark, Lake lake) {
    List<LakeTable> present = LakeTables.ALL.stream().filter(lake::exists).toList();
    for (LakeTable table : present) {
      spark.sql(
          "create database if not exists " + table.name().substring(0, table.name().indexOf('/')));
      spark.sql(
          "create table if not exists "
              + table.sqlName()
              + " using delta location '"
              + lake.path(table).replace("'", "\\'")
              + "'");
    }
    return present;
  }

  @SuppressWarnings("SystemConsoleNull") // null on JDK 17 to 21, where Spark 4.2 runs
  private static boolean isPiped() {
    return System.console() == null;
  }

  private void prompt(SparkSession spark, CoreSettings core, List<LakeTable> tables) {
    try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .variable(LineReader.HISTORY_FILE, history(core))
              .build();
      print(
          tables.isEmpty()
              ? "The lake at "
                  + core.lake().root()
                  + " has no tables yet. Run kalimtak cycle first."
              : "Tables: "
                  + String.join(", ", tables.stream().map(LakeTable::sqlName).toList())
                  + "\nEnd a statement with ;  Leave with exit or Ctrl-D.");
      readStatements(spark, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs each statement when its semicolon is read, and an unterminated one at the end of the
   * input.
   */
  private void readStatements(SparkSession spark, LineReader reader) {
    StringBuilder pending = new StringBuilder();
    try {
      while (true) {
        String line = reader.readLine(pending.isEmpty() ? "kalimtak> " : "       -> ");
        if (pending.isEmpty() && line.strip().matches("(?i)(exit|quit);?")) {
          return;
        }
        pending.append(line).append('\n');
        if (line.stripTrailing().endsWith(";")) {
          executeOrPrintError(spark, pending.toString());
          pending.setLength(0);
        }
      }
    } catch (EndOfFileException e) {
      executeOrPrintError(spark, pending.toString());
    } catch (UserInterruptException e) {
      LOG.debug("prompt closed");
    }
  }

  private static Path history(CoreSettings core) {
    return core.stateDirectory().resolve("sql-history");
  }

  /** Prints the error of a failed statement and returns to the prompt. */
  private void executeOrPrintError(SparkSession spark, String sql) {
    try {
      execute(spark, sql);
    } catch (JobException e) {
      print(e.getMessage());
    }
  }

  /** Runs the statements in order, split the way Spark's SQL shell splits them. */
  private void execute(SparkSession spark, String sql) {
    CollectionConverters.asJava(StringUtils.splitSemiColonWithIndex(sql, true)).stream()
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .forEach(statement -> executeOne(spark, statement));
  }

  private void executeOne(SparkSession spark, String sql) {
    try {
      Dataset<Row> result = spark.sql(sql);
      switch (format) {
        case TABLE -> showTable(result);
        case JSON -> result.toJSON().toLocalIterator().forEachRemaining(this::print);
        case CSV -> showCsv(result);
      }
    } catch (Exception e) {
      if (e instanceof org.apache.spark.SparkThrowable failure && failure.getCondition() != null) {
        throw JobException.badSettings(
            "the statement failed: "
                + String.valueOf(e.getMessage()).strip().lines().findFirst().orElse(""),
            "List the tables with: kalimtak sql -e \"show tables in gold\"",
            e);
      }
      throw e;
    }
  }

  private void showTable(Dataset<Row> result) {
    if (result.columns().length == 0) {
      print("Done.");
      return;
    }
    List<Row> rows = result.limit(MOST_ROWS_SHOWN + 1).collectAsList();
    TextTable table = new TextTable(result.columns());
    rows.stream().limit(MOST_ROWS_SHOWN).forEach(row -> table.add(cells(row)));
    print(table.render());
    print(
        rows.size() > MOST_ROWS_SHOWN
            ? "(first " + MOST_ROWS_SHOWN + " rows; use --format csv or json to see all)"
            : "(" + rows.size() + (rows.size() == 1 ? " row)" : " rows)"));
  }

  private static Object[] cells(Row row) {
    Object[] cells = new Object[row.size()];
    Arrays.setAll(cells, i -> cell(row.get(i)));
    return cells;
  }

  private static String cell(Object value) {
    String text = String.valueOf(value).replaceAll("\\s+", " ");
    return text.length() <= WIDEST_CELL ? text : text.substring(0, WIDEST_CELL - 1) + "…";
  }

  /** Prints RFC 4180 CSV; arrays, maps and structs become JSON. */
  private void showCsv(Dataset<Row> result) {
    StructField[] fields = result.schema().fields();
    // A result may contain the same column name twice.
    String[] numbered = new String[fields.length];
    Arrays.setAll(numbered, i -> "c" + i);
    Column[] columns = new Column[fields.length];
    Arrays.setAll(columns, i -> csvColumn(numbered[i], fields[i].dataType()));
    print(String.join(",", result.columns()));
    result
        .toDF(numbered)
        .select(to_csv(struct(columns), Map.of("escape", "\"")))
        .toLocalIterator()
        .forEachRemaining(line -> print(line.getString(0)));
  }

  private static Column csvColumn(String name, DataType type) {
    if (type instanceof BinaryType) {
      return hex(col(name)).alias(name);
    }
    boolean nested =
        type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    return nested ? to_json(col(name)).alias(name) : col(name);
  }
}
