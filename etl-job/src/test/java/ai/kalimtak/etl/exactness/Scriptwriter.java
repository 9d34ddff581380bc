package ai.kalimtak.etl.exactness;

import ai.kalimtak.etl.exactness.ScriptedTransaction.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Writes the script of one database client, the same for the same seed. The client logs
 * interactions, rates and changes them, deletes them and inserts them again, moves them to another
 * day, violates the contract and corrects that, and rolls back. Except for {@link #SHARED}, no
 * other client uses its rows.
 */
final class Scriptwriter {
  /** Interactions that all writers change. */
  static final List<UUID> SHARED = LongStream.range(0, 20).mapToObj(n -> new UUID(77, n)).toList();

  private static final int USERS = 60;
  private static final String DELETE = "delete from user_interactions where id = ?";

  private final int writer;
  private final Random random;
  private List<UUID> living = new ArrayList<>();
  private List<UUID> dead = new ArrayList<>();
  private List<UUID> broken = new ArrayList<>();
  private int written;

  Scriptwriter(long seed, int writer) {
    this.writer = writer;
    this.random = new Random(seed * 1009 + writer);
  }

  /** Returns the next transactions, of which this many commit. */
  List<ScriptedTransaction> next(int commits, Pace pace) {
    List<ScriptedTransaction> script = new ArrayList<>();
    int committed = 0;
    while (committed < commits) {
      ScriptedTransaction transaction = transaction(pace);
      script.add(transaction);
      committed += transaction.commits() ? 1 : 0;
    }
    return script;
  }

  private ScriptedTransaction transaction(Pace pace) {
    boolean commits = random.nextInt(100) >= 8;
    List<UUID> livingBefore = new ArrayList<>(living);
    List<UUID> deadBefore = new ArrayList<>(dead);
    List<UUID> brokenBefore = new ArrayList<>(broken);
    Duration hold = hold(pace);
    List<Statement> statements = new ArrayList<>();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      change(statements);
    }
    if (random.nextInt(100) < 5 && !living.isEmpty()) {
      statements.add(Statement.of("savepoint before_regret"));
      statements.add(Statement.of(DELETE, any(living)));
      statements.add(Statement.of("rollback to savepoint before_regret"));
    }
    if (random.nextInt(100) < 15 && hold.toMillis() < 100) {
      // The last statement, with a short hold, so that no two writers wait for each other.
      statements.add(
          Statement.of(
              "update user_interactions set metadata = jsonb_build_object('writer', ?::int, 'change', ?::int) where id = ?",
              writer,
              ++written,
              any(SHARED)));
    }
    if (!commits) {
      living = livingBefore;
      dead = deadBefore;
      broken = brokenBefore;
    }
    return new ScriptedTransaction(statements, upTo(pace.longestPause()), hold, commits);
  }

  private void change(List<Statement> statements) {
    int dice = random.nextInt(100);
    if (living.size() < 3 || dice < 40) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      statements.add(log(id));
      living.add(id);
    } else if (dice < 60) {
      statements.add(
          Statement.of(
              "select update_interaction_feedback(id => ?, score => ?, text => ?)",
              any(living),
              1 + random.nextInt(5),
              "remark " + ++written));
    } else if (dice < 72) {
      statements.add(
          Statement.of(
              "update user_interactions set model_output = ? where id = ?",
              "answer " + ++written + " \u00e9\u4e16\ud83d\ude00",
              any(living)));
    } else if (dice < 81) {
      UUID id = any(living);
      statements.add(Statement.of(DELETE, id));
      living.remove(id);
      dead.add(id);
    } else if (dice < 86) {
      UUID id = any(living);
      statements.add(Statement.of(DELETE, id));
      statements.add(log(id));
    } else if (dice < 90 && !dead.isEmpty()) {
      UUID id = any(dead);
      statements.add(log(id));
      dead.remove(id);
      living.add(id);
    } else if (dice < 93) {
      UUID id = any(living);
      statements.add(createdAt("timestamptz '1999-12-31T23:59:59Z'", id));
      living.remove(id);
      broken.add(id);
    } else if (dice < 95 && !broken.isEmpty()) {
      UUID id = any(broken);
      statements.add(createdAt("now()", id));
      broken.remove(id);
      living.add(id);
    } else {
      String way = random.nextBoolean() ? " - " : " + ";
      statements.add(createdAt("created_at" + way + "interval '1 day' / 3", any(living)));
    }
  }

  /** The backend gives no time, its own time in seconds, or the time of an earlier request. */
  private Statement log(UUID id) {
    int dice = random.nextInt(10);
    String createdAt =
        dice < 6
            ? "now()"
            : dice < 9
                ? "date_trunc('second', now())"
                : "now() - interval '1 millisecond' * " + random.nextInt(3000);
    int number = ++written;
    return Statement.of(
        "select log_user_interaction(input_text => ?, id => ?, user_id => ?, session_id => ?, domain => 'general', model_output => ?, latency_ms => ?, ip_address => '10.0.0.1', metadata => ?::jsonb, created_at => "
            + createdAt
            + ")",
        "writer " + writer + " asks " + number,
        id,
        new UUID(88, random.nextInt(USERS)),
        "session-" + writer,
        "answer " + number,
        random.nextInt(5000),
        "{\"number\": " + number + "}");
  }

  private static Statement createdAt(String expression, UUID id) {
    return Statement.of(
        "update user_interactions set created_at = " + expression + " where id = ?", id);
  }

  private Duration hold(Pace pace) {
    long most = pace.longestHold().toMillis();
    int dice = random.nextInt(100);
    long millis =
        dice < 80 ? most / 100 : dice < 95 ? most / 4 : most / 2 + random.nextLong(most / 2 + 1);
    return dice < 95 ? upTo(Duration.ofMillis(millis)) : Duration.ofMillis(millis);
  }

  private Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }

  private UUID any(List<UUID> ids) {
    return ids.get(random.nextInt(ids.size()));
  }
}
