package ai.kalimtak.etl.erasure;

import static java.util.Comparator.naturalOrder;
import static java.util.function.BinaryOperator.minBy;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.etl.personal.PersonalTables;
import ai.kalimtak.etl.subjects.SubjectKeys;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The erasure of the users of all open requests. Each of its steps can be repeated. */
public final class Erasure implements AutoCloseable {
  private final JobContext context;
  private final List<LakeTable> tables;
  private final ErasureInSupabase inSupabase;
  private final ErasureInLake inLake;
  private final ModelSurvey models;

  private Erasure(
      JobContext context,
      List<LakeTable> tables,
      ErasureInSupabase inSupabase,
      ErasureInLake inLake) {
    this.context = context;
    this.tables = tables;
    this.inSupabase = inSupabase;
    this.inLake = inLake;
    this.models = new ModelSurvey(context);
  }

  /**
   * Finds the users' subject keys and interactions.
   *
   * @throws JobException when the subject secret is not that of the lake
   */
  public static Erasure of(List<UUID> users, String sourceTable, JobContext context) {
    SubjectKeys keys = SubjectKeys.ofLake(context);
    Lake lake = context.lake();
    lake.removeScratch();
    List<LakeTable> tables = PersonalTables.of(lake);
    NotedInteractions noted = new NotedInteractions(context.supabase(), sourceTable, users);
    ErasureInLake inLake =
        context.phase(
            "finding the keys and interactions of " + users.size() + " users",
            () -> new ErasureInLake(context.spark(), lake, keys, noted, users));
    return new Erasure(
        context, tables, new ErasureInSupabase(context.supabase(), sourceTable, users), inLake);
  }

  /** The tables of the lake with rows of users. */
  public List<LakeTable> tables() {
    return tables;
  }

  /** Finds the rows of each user and the model versions trained on them; removes nothing. */
  public Map<UUID, ErasureFinding> find(List<OpenRequest> requests) {
    Map<String, Map<UUID, Long>> rows = new TreeMap<>(inSupabase.rows());
    for (LakeTable table : tables) {
      rows.put(
          table.name(),
          context.phase("counting their rows in " + table.name(), () -> inLake.rows(table)));
    }
    Map<UUID, Long> interactions = inLake.interactions();
    Map<UUID, Instant> firstSeen = new HashMap<>(inLake.firstSeen());
    inSupabase
        .firstSeen()
        .forEach((user, first) -> firstSeen.merge(user, first, minBy(naturalOrder())));
    Map<UUID, List<SeenByModel>> trained =
        context.phase(
            "finding the model versions trained on their rows",
            () -> models.trainedOn(inLake, firstSeen));
    Map<UUID, ErasureFinding> findings = new HashMap<>();
    for (OpenRequest request : requests) {
      UUID user = request.user();
      Map<String, Long> theirs = new TreeMap<>();
      rows.forEach(
          (table, byUser) ->
              Optional.ofNullable(byUser.get(user)).ifPresent(count -> theirs.put(table, count)));
      ErasureFinding found =
          ErasureFinding.now(
              interactions.getOrDefault(user, 0L), theirs, trained.getOrDefault(user, List.of()));
      findings.put(user, request.finding().map(found::and).orElse(found));
    }
    return findings;
  }

  /** Returns the number of removed rows by table. */
  public Map<String, Long> removeFromSupabase() {
    return context.phase("removing their rows from Supabase", () -> inSupabase.removeRows());
  }

  /**
   * The changes to one table of the lake.
   *
   * @param rows removed rows of the users; empty when the table had none
   * @param references rows of others that referred to an interaction of the users
   */
  public record Removed(Optional<Long> rows, long references) {}

  /** Removes the users' rows from a table of the lake, and references to them from other rows. */
  public Removed removeFrom(LakeTable table) {
    return context.phase(
        "removing their rows from " + table.name(),
        () ->
            new Removed(
                inLake.rows(table).isEmpty()
                    ? Optional.empty()
                    : Optional.of(inLake.removeRows(table)),
                inLake.removeReferences(table)));
  }

  /** Removes all old files from the lake's tables; returns how many. */
  public long vacuumLake() {
    return PersonalTables.vacuum(tables, context);
  }

  /**
   * Checks that the lake has no rows of the users.
   *
   * @throws JobException when a table of the lake has rows of the users again
   */
  public void checkNothingIsLeft() {
    context.phase("checking that nothing is left", () -> tables.forEach(this::checkNothingIsLeft));
  }

  private void checkNothingIsLeft(LakeTable table) {
    if (!inLake.rows(table).isEmpty()) {
      throw JobException.failed(
          table.name() + " has rows of users to be erased again",
          "Another process is writing to the lake: stop it, then run erase again");
    }
  }

  /** Notes in the registry that the versions should be retrained; returns each version once. */
  public List<SeenByModel> adviseRetraining(Map<UUID, ErasureFinding> findings) {
    return models.adviseRetraining(findings.values());
  }

  /** Returns a warning for each table of Supabase that could not be vacuumed. */
  public List<String> vacuumSupabase() {
    return inSupabase.vacuum();
  }

  @Override
  public void close() {
    inLake.close();
  }
}
