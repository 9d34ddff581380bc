package ai.kalimtak.etl;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.CurationReportTable;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.etl.subjects.SubjectKeys;
import ai.kalimtak.etl.subjects.SubjectSecret;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * Two users, Alice and Bob, with rows in every table of the lake. Each has two interactions, of
 * which one is changed later, and one that is quarantined. Their texts can be found in the bytes of
 * files.
 */
final class TwoUsers {
  static final UUID ALICE = UUID.fromString("a11ce000-0000-4000-8000-00000000a11c");
  static final UUID BOB = UUID.fromString("b0b00000-0000-4000-8000-000000000b0b");

  /** The kinds of text that users and models write. */
  private static final List<String> TEXTS =
      List.of(
          "input", "prompt", "output", "feedback", "failure", "metadata", "session", "first-input");

  private static final List<LakeTable> TABLES =
      List.of(
          BronzeInteractions.TABLE,
          Quarantine.TABLE,
          Identities.TABLE,
          Candidates.TABLE,
          TrainingData.TABLE,
          CurationReportTable.TABLE);

  private final TestSession session;

  TwoUsers(TestSession session) {
    this.session = session;
  }

  /** Pulls the users' interactions in two states. */
  void writeAndPull() {
    for (UUID user : List.of(ALICE, BOB)) {
      log(user, 1, "2026-01-05T10:00:00Z");
      log(user, 2, "2026-02-07T10:00:00Z");
      log(user, 3, "2999-01-01T00:00:00Z");
    }
    session.run(new EtlJob());
    sql("update user_interactions set input_text = replace(input_text, 'first-input', 'input')");
    sql(
        "select update_interaction_feedback(id => id, score => 5, text => 'feedback of ' || session_id) from user_interactions");
    session.run(new EtlJob());
  }

  /** Fills the tables of the curation; Bob's first row is a duplicate of Alice's. */
  void curate() {
    Lake lake = session.session().lake();
    Dataset<Row> bronze = lake.read(BronzeInteractions.TABLE);
    Column bobsFirst = col("interaction_id").equalTo(id(BOB, 1).toString());
    overwrite(
        Candidates.TABLE,
        bronze.withColumn(Candidates.DUPLICATE_OF, when(bobsFirst, lit(id(ALICE, 1).toString()))));
    overwrite(TrainingData.TABLE, bronze.withColumn(TrainingData.SPLIT, lit("train")));
    overwrite(
        CurationReportTable.TABLE,
        session
            .session()
            .spark()
            .range(1)
            .select(
                array(
                        lit(id(BOB, 2).toString()),
                        lit(id(ALICE, 2).toString()),
                        lit(id(BOB, 1).toString()))
                    .alias(CurationReportTable.EXAMPLES)));
    sql(
        "insert into training_data_items (interaction_id, input_prompt) select id, input_text from user_interactions");
    sql(
        "insert into review_queue (interaction_id, reason, priority) select id, 'test', 1 from user_interactions");
    for (LakeTable table : TABLES) {
      DeltaLog log = DeltaLog.forTable(session.session().spark(), lake.path(table));
      log.checkpoint(
          log.update(false, scala.Option.empty(), scala.Option.empty()), scala.Option.empty());
    }
  }

  /** Returns texts, session, ids, and key of a user. */
  List<String> marks(UUID user) {
    return Stream.of(
            TEXTS.stream().map(text -> mark(user, text)),
            Stream.of(1, 2, 3).map(number -> id(user, number).toString()),
            Stream.of(user.toString(), key(user)))
        .flatMap(marks -> marks)
        .toList();
  }

  String key(UUID user) {
    return new SubjectKeys(SubjectSecret.load(true, session.session().core().stateDirectory()))
        .keyOf(user.toString());
  }

  static UUID id(UUID user, int number) {
    return new UUID(user.getMostSignificantBits() + 7, (number * 0x0101_0101_0101L) + 1);
  }

  /** Returns the marks that occur in any file under the lake, restricted, and models roots. */
  Set<String> found(List<String> marks) {
    TreeSet<String> found = new TreeSet<>();
    for (String root :
        List.of(
            session.session().core().lake().root(),
            session.session().core().lake().restrictedRoot(),
            session.session().core().modelsRoot())) {
      files(new Path(root))
          .map(this::bytes)
          .forEach(bytes -> marks.stream().filter(bytes::contains).forEach(found::add));
    }
    return found;
  }

  List<String> rows(String table, UUID user) {
    return session
        .session()
        .lake()
        .read(TABLES.stream().filter(found -> found.name().equals(table)).findFirst().orElseThrow())
        .where(col("subject_key").equalTo(key(user)))
        .select("interaction_id")
        .as(Encoders.STRING())
        .collectAsList();
  }

  void sql(String statement, Object... parameters) {
    session.jdbi().useHandle(handle -> handle.execute(statement, parameters));
  }

  long number(String query) {
    return session.jdbi().withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  /** Returns the evidence in the user's request. */
  ObjectNode evidence(UUID user) {
    return session
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select evidence::text from erasure_requests where user_id = :id")
                    .bind("id", user)
                    .mapTo(String.class)
                    .map(json -> (ObjectNode) Json.read(json))
                    .one());
  }

  private void log(UUID user, int number, String at) {
    sql(
        """
        select log_user_interaction(
          id => ?, user_id => ?, input_text => ?, session_id => ?, generated_prompt => ?, model_output => ?,
          error => ?, metadata => cast(? as jsonb), created_at => cast(? as timestamptz))
        """,
        id(user, number),
        user,
        mark(user, "first-input"),
        mark(user, "session"),
        mark(user, "prompt"),
        mark(user, "output"),
        mark(user, "failure"),
        "{\"note\": \"" + mark(user, "metadata") + "\"}",
        at);
  }

  /** The feedback is derived from the session, because SQL generates it. */
  private static String mark(UUID user, String text) {
    String who = user.equals(ALICE) ? "alice" : "bob";
    return text.equals("feedback")
        ? "feedback of " + mark(user, "session")
        : who + "-" + text + "-7a3f" + who.hashCode();
  }

  private void overwrite(LakeTable table, Dataset<Row> rows) {
    session.session().lake().ensure(table);
    List<String> present = List.of(rows.columns());
    rows.select(
            Arrays.stream(table.schema().fields())
                .map(
                    field ->
                        (present.contains(field.name()) ? col(field.name()) : lit(null))
                            .cast(field.dataType())
                            .alias(field.name()))
                .toArray(Column[]::new))
        .write()
        .format("delta")
        .mode("overwrite")
        .save(session.session().lake().path(table));
  }

  private Stream<Path> files(Path root) {
    List<Path> paths = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> files = open(root).listFiles(root, true);
      while (files.hasNext()) {
        paths.add(files.next().getPath());
      }
      return paths.stream();
    } catch (FileNotFoundException e) {
      return Stream.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String bytes(Path file) {
    try (InputStream in = open(file).open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileSystem open(Path path) throws IOException {
    return path.getFileSystem(session.session().spark().sparkContext().hadoopConfiguration());
  }
}
