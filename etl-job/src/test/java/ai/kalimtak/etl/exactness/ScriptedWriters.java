package ai.kalimtak.etl.exactness;

import ai.kalimtak.common.supabase.Supabase;
import ai.kalimtak.etl.exactness.ScriptedTransaction.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Clients that write to {@code user_interactions} concurrently, each following its own script. */
public final class ScriptedWriters implements AutoCloseable {
  private final Supabase supabase;
  private final List<Scriptwriter> scriptwriters;
  private final ExecutorService threads;
  private final List<Future<Written>> playing = new ArrayList<>();

  public ScriptedWriters(Supabase supabase, long seed, int writers) {
    this.supabase = supabase;
    this.scriptwriters =
        IntStream.range(0, writers).mapToObj(writer -> new Scriptwriter(seed, writer)).toList();
    this.threads = Executors.newFixedThreadPool(writers);
    supabase
        .jdbi()
        .useHandle(
            handle ->
                Scriptwriter.SHARED.forEach(
                    id ->
                        handle.execute(
                            "select log_user_interaction(input_text => 'shared', id => ?)", id)));
  }

  /** The number of transactions that were played. */
  public record Written(int commits, int rollbacks) {
    private Written plus(Written other) {
      return new Written(commits + other.commits, rollbacks + other.rollbacks);
    }
  }

  /** Starts the next transactions, of which all writers together commit this many. */
  public void start(int commits, Pace pace) {
    int each = (commits + scriptwriters.size() - 1) / scriptwriters.size();
    int left = commits;
    for (Scriptwriter scriptwriter : scriptwriters) {
      List<ScriptedTransaction> script = scriptwriter.next(Math.min(each, left), pace);
      left -= Math.min(each, left);
      playing.add(threads.submit(() -> play(script)));
    }
  }

  public boolean arePlaying() {
    return playing.stream().anyMatch(writer -> !writer.isDone());
  }

  /** Waits until all started transactions have ended. */
  public Written await() {
    Written all = new Written(0, 0);
    try {
      for (Future<Written> writer : playing) {
        all = all.plus(writer.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the writers", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scripted writer failed", e);
    }
    playing.clear();
    return all;
  }

  /** Plays the next transactions without pauses. */
  public Written play(int commits) {
    start(commits, Pace.HURRIED);
    return await();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private Written play(List<ScriptedTransaction> script) throws SQLException, InterruptedException {
    int commits = 0;
    try (Connection connection = supabase.dedicatedConnection()) {
      connection.setAutoCommit(false);
      for (ScriptedTransaction transaction : script) {
        Thread.sleep(transaction.pause().toMillis());
        for (Statement statement : transaction.statements()) {
          execute(connection, statement);
        }
        Thread.sleep(transaction.hold().toMillis());
        if (transaction.commits()) {
          connection.commit();
          commits++;
        } else {
          connection.rollback();
        }
      }
    }
    return new Written(commits, script.size() - commits);
  }

  private static void execute(Connection connection, Statement statement) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
      int index = 0;
      for (Object parameter : statement.parameters()) {
        prepared.setObject(++index, parameter);
      }
      prepared.execute();
    }
  }
}
