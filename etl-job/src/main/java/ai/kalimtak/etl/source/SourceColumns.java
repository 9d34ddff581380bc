package ai.kalimtak.etl.source;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.BronzeInteractions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of the source table, matched with the contract: those that the contract names, and
 * those that were added to the table later.
 *
 * @param expressions SQL expression by column of the pull, in the order of the pull
 * @param added columns that the contract does not name, with their types in the lake
 * @param notInLake added columns that the lake lacks so far
 * @param excluded columns that stay in the source, with the reason
 * @param hasChangeXid whether rows have the id of the transaction that last wrote them
 */
public record SourceColumns(
    Map<String, String> expressions,
    Map<String, DataType> added,
    List<String> notInLake,
    Map<String, String> excluded,
    boolean hasChangeXid) {

  /** The user behind a row; a subject key replaces it before anything is written. */
  public static final String USER_ID = "user_id";

  /** The name in Postgres; in the lake it is {@code interaction_id}. */
  static final String ID = "id";

  /** Texts by users and models, and JSON: the columns that can be long and can contain names. */
  public static final List<String> TEXTS =
      List.of(
          BronzeInteractions.INPUT_TEXT,
          BronzeInteractions.GENERATED_PROMPT,
          BronzeInteractions.MODEL_OUTPUT,
          BronzeInteractions.FEEDBACK_TEXT,
          BronzeInteractions.ERROR,
          BronzeInteractions.METADATA);

  /** The user's address and client, which the lake never stores. */
  private static final Set<String> IDENTIFIERS = Set.of("ip_address", "user_agent");

  private static final Set<String> ADDRESS_TYPES = Set.of("inet", "cidr", "macaddr", "macaddr8");

  /** A column, as described by Postgres. */
  record Described(String name, String type, boolean isEnum) {}

  /**
   * A type of the contract.
   *
   * @param expected name of the type in messages
   * @param cast SQL cast for the pull
   * @param accepted Postgres types that satisfy it
   */
  private record Kind(String expected, String cast, Set<String> accepted) {
    static final Kind UUID = new Kind("uuid", "::text", Set.of("uuid"));
    static final Kind TEXT =
        new Kind("text", "::text", Set.of("text", "varchar", "bpchar", "citext", "name", "uuid"));
    static final Kind TIME = new Kind("timestamp with time zone", "", Set.of("timestamptz"));
    static final Kind INTEGER = new Kind("integer", "::int", Set.of("int2", "int4"));
    static final Kind DOUBLE =
        new Kind("double precision", "::float8", Set.of("float4", "float8", "numeric"));
    static final Kind JSON = new Kind("jsonb", "::text", Set.of("jsonb", "json", "text"));
    static final Kind XID = new Kind("xid8", "::text::bigint", Set.of("xid8"));

    boolean accepts(Described column) {
      return accepted.contains(column.type()) || (equals(TEXT) && column.isEnum());
    }
  }

  private static final Map<String, Kind> CONTRACT = new LinkedHashMap<>();

  static {
    CONTRACT.put(ID, Kind.UUID);
    CONTRACT.put(USER_ID, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.SESSION_ID, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.CREATED_AT, Kind.TIME);
    CONTRACT.put(BronzeInteractions.UPDATED_AT, Kind.TIME);
    CONTRACT.put(BronzeInteractions.INPUT_TEXT, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.DOMAIN, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.TEMPLATE_ID, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.GENERATED_PROMPT, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.MODEL_OUTPUT, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.MODEL_NAME, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.MODEL_VERSION, Kind.INTEGER);
    CONTRACT.put(BronzeInteractions.PROPENSITY, Kind.DOUBLE);
    CONTRACT.put(BronzeInteractions.LATENCY_MS, Kind.INTEGER);
    CONTRACT.put(BronzeInteractions.PROMPT_TOKENS, Kind.INTEGER);
    CONTRACT.put(BronzeInteractions.COMPLETION_TOKENS, Kind.INTEGER);
    CONTRACT.put(BronzeInteractions.ERROR, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.FEEDBACK_SCORE, Kind.INTEGER);
    CONTRACT.put(BronzeInteractions.FEEDBACK_TEXT, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.FEEDBACK_AT, Kind.TIME);
    CONTRACT.put(BronzeInteractions.MODERATION_LABEL, Kind.TEXT);
    CONTRACT.put(BronzeInteractions.METADATA, Kind.JSON);
    CONTRACT.put(BronzeInteractions.CHANGE_XID, Kind.XID);
  }

  /**
   * Checks the source's columns against the contract and against the columns of the lake.
   *
   * @param lake current schema of {@code bronze/interactions}
   * @throws JobException naming each column that was dropped or changed its type
   */
  public static SourceColumns match(
      SourceSettings settings, List<Described> source, StructType lake) {
    Set<String> ignored = settings.ignoredColumns();
    Map<String, Described> present = new LinkedHashMap<>();
    source.forEach(column -> present.put(column.name(), column));
    List<String> problems = new ArrayList<>();
    Map<String, String> expressions = new LinkedHashMap<>();
    CONTRACT.forEach(
        (name, kind) -> {
          Described column = present.get(name);
          if (column == null) {
            if (!kind.equals(Kind.XID)) {
              problems.add(name + " was dropped (" + kind.expected + ")");
            }
          } else if (!kind.accepts(column)) {
            problems.add(name + " is " + column.type() + ", not " + kind.expected);
          }
          expressions.put(
              name.equals(ID) ? BronzeInteractions.INTERACTION_ID : name, of(name, kind));
        });
    boolean hasChangeXid = present.containsKey(BronzeInteractions.CHANGE_XID);
    if (!hasChangeXid) {
      expressions.put(BronzeInteractions.CHANGE_XID, "null::bigint");
    }
    Map<String, DataType> added = new LinkedHashMap<>();
    Map<String, String> excluded = new LinkedHashMap<>();
    for (Described column : source) {
      if (CONTRACT.containsKey(column.name())) {
        continue;
      }
      if (IDENTIFIERS.contains(column.name()) || ADDRESS_TYPES.contains(column.type())) {
        excluded.put(column.name(), "identifies a user");
      } else if (ignored.contains(column.name())) {
        excluded.put(column.name(), "etl.ignore-columns");
      } else {
        addLater(column, lake, expressions, added, problems);
      }
    }
    droppedLater(lake, added.keySet(), ignored).forEach(problems::add);
    if (!problems.isEmpty()) {
      throw JobException.failed(
          "the columns of "
              + settings.table()
              + " do not match the contract: "
              + String.join("; ", problems),
          "Restore the columns, point etl.source-table at a view that has them, or list columns that are not part of the contract in etl.ignore-columns");
    }
    List<String> notInLake =
        added.keySet().stream().filter(name -> typeIn(lake, name) == null).toList();
    return new SourceColumns(expressions, added, notInLake, excluded, hasChangeXid);
  }

  /** The schema of {@link #selection}. */
  public StructType schema() {
    StructType schema = new StructType();
    for (String name : expressions.keySet()) {
      schema = schema.add(name, type(name));
    }
    return schema;
  }

  private DataType type(String name) {
    if (added.containsKey(name)) {
      return added.get(name);
    }
    return name.equals(USER_ID)
        ? DataTypes.StringType
        : BronzeInteractions.TABLE.schema().apply(name).dataType();
  }

  /** Returns {@code expression as name, …} for a query of the source. */
  public String selection() {
    return expressions.entrySet().stream()
        .map(column -> column.getValue() + " as " + quoted(column.getKey()))
        .collect(Collectors.joining(", "));
  }

  /** The text columns that the contract does not name; they are redacted like the others. */
  public List<String> addedTexts() {
    return added.entrySet().stream()
        .filter(column -> column.getValue().equals(DataTypes.StringType))
        .map(Map.Entry::getKey)
        .toList();
  }

  public static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String of(String name, Kind kind) {
    String column = quoted(name);
    // Spark has no infinite time. Only quarantined rows can have one: the contract rejects it.
    return kind.equals(Kind.TIME)
        ? "case when isfinite(" + column + ") then " + column + " end"
        : column + kind.cast;
  }

  private static void addLater(
      Described column,
      StructType lake,
      Map<String, String> expressions,
      Map<String, DataType> added,
      List<String> problems) {
    String name = column.name();
    String quoted = quoted(name);
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      problems.add(quoted + " is not a valid name for a lake column");
      return;
    }
    boolean taken =
        Stream.concat(
                Arrays.stream(BronzeInteractions.TABLE.schema().fieldNames()),
                CONTRACT.keySet().stream())
            .anyMatch(own -> own.equalsIgnoreCase(name));
    if (taken) {
      problems.add(name + " has the name of one of the lake's own columns");
      return;
    }
    DataType type = lakeType(column);
    DataType before = typeIn(lake, name);
    if (before != null && !before.equals(type)) {
      problems.add(
          name + " is " + column.type() + ", and was " + before.simpleString() + " in the lake");
      return;
    }
    added.put(name, type);
    expressions.put(name, expression(column, quoted));
  }

  private static DataType lakeType(Described column) {
    return switch (column.type()) {
      case "bool" -> DataTypes.BooleanType;
      case "int2", "int4" -> DataTypes.IntegerType;
      case "int8" -> DataTypes.LongType;
      case "float4", "float8", "numeric" -> DataTypes.DoubleType;
      case "timestamptz", "timestamp" -> DataTypes.TimestampType;
      case "date" -> DataTypes.DateType;
      default -> DataTypes.StringType;
    };
  }

  private static String expression(Described column, String quoted) {
    return switch (column.type()) {
      case "bool", "int8" -> quoted;
      case "int2", "int4" -> quoted + "::int";
      case "float4", "float8", "numeric" -> quoted + "::float8";
      case "timestamptz", "date" -> "case when isfinite(" + quoted + ") then " + quoted + " end";
      case "timestamp" ->
          "case when isfinite(" + quoted + ") then " + quoted + " at time zone 'UTC' end";
      default -> quoted + "::text";
    };
  }

  private static DataType typeIn(StructType lake, String name) {
    return Arrays.stream(lake.fields())
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(field -> field.dataType())
        .findFirst()
        .orElse(null);
  }

  /** Returns a problem for each column that the lake got from the source and the source lost. */
  private static List<String> droppedLater(
      StructType lake, Set<String> added, Set<String> ignored) {
    Set<String> own =
        Arrays.stream(BronzeInteractions.TABLE.schema().fieldNames())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    Set<String> dropped = new TreeSet<>();
    for (String name : lake.fieldNames()) {
      if (!own.contains(name.toLowerCase(Locale.ROOT))
          && !ignored.contains(name)
          && added.stream().noneMatch(name::equalsIgnoreCase)) {
        dropped.add(name + " was dropped");
      }
    }
    return List.copyOf(dropped);
  }
}
