package ai.kalimtak.etl;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.etl.erasure.EraseOptions;
import ai.kalimtak.etl.erasure.EraseReport;
import ai.kalimtak.etl.erasure.ErasedPeople;
import ai.kalimtak.etl.erasure.ErasureEvidence;
import ai.kalimtak.etl.erasure.ErasureFinding;
import ai.kalimtak.etl.erasure.ErasureInSupabase;
import ai.kalimtak.etl.erasure.ErasureRequests;
import ai.kalimtak.etl.erasure.ModelSurvey;
import ai.kalimtak.etl.erasure.SeenByModel;
import ai.kalimtak.etl.personal.PersonalTables;
import ai.kalimtak.etl.subjects.SubjectKeys;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Forgets the persons of {@code erasure_requests}. What is found is stored before anything is
 * removed, and each removal can be repeated: whenever it breaks off, the next run ends the same.
 */
public final class EraseJob implements Job<EtlSettings, EraseReport> {
  private final EraseOptions options;
  private final Consumer<String> afterStep;

  public EraseJob() {
    this(EraseOptions.none());
  }

  public EraseJob(EraseOptions options) {
    this(options, step -> {});
  }

  /**
   * @param afterStep told each step that was done, and may break off
   */
  EraseJob(EraseOptions options, Consumer<String> afterStep) {
    this.options = options;
    this.afterStep = afterStep;
  }

  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new EraseJob(), args));
  }

  @Override
  public String name() {
    return "erase";
  }

  @Override
  public Set<String> excludes() {
    return PersonalTables.allBut(name());
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(options);
  }

  /** Only which table is the source. */
  @Override
  public EtlSettings bind(SettingsReader reader) {
    return EtlSettings.from(reader);
  }

  @Override
  public Set<String> readsFromDatabase(EtlSettings settings) {
    return Set.of("public.erasure_requests");
  }

  @Override
  public Set<String> writesToDatabase(EtlSettings settings) {
    return Set.of("public.user_interactions", "public.erasure_requests");
  }

  @Override
  public EraseReport run(EtlSettings settings, JobContext context) {
    ErasureRequests requests = new ErasureRequests(context.supabase().jdbi());
    int filed = requests.file(options.people());
    List<ErasureRequests.Open> open = requests.open();
    if (open.isEmpty()) {
      return EraseReport.nothingToErase();
    }
    SubjectKeys keys = SubjectKeys.ofLake(context);
    Lake lake = context.lake();
    lake.removeScratch();
    List<LakeTable> tables = PersonalTables.of(lake);
    List<UUID> persons = open.stream().map(ErasureRequests.Open::person).toList();
    ErasureInSupabase supabase =
        new ErasureInSupabase(context.supabase(), settings.source().table(), persons);
    try (ErasedPeople people =
        context.phase(
            "looking for the keys and interactions of " + persons.size() + " persons",
            () -> new ErasedPeople(context.spark(), lake, keys, supabase, persons))) {
      Map<UUID, ErasureFinding> findings = findings(open, tables, people, supabase, context);
      requests.begin(findings);
      afterStep.accept("begun");
      Map<String, Long> removed = new TreeMap<>();
      removed.putAll(
          context.phase("removing their rows from Supabase", () -> supabase.removeRows()));
      afterStep.accept("supabase");
      long references = 0;
      for (LakeTable table : tables) {
        references += removeFrom(table, people, removed, context);
        afterStep.accept(table.name());
      }
      long files = vacuum(tables, context);
      afterStep.accept("vacuum");
      context.phase("looking whether anything is left", () -> checkNothingIsLeft(tables, people));
      List<SeenByModel> models = adviseRetraining(findings, context);
      afterStep.accept("models");
      List<String> warnings = supabase.vacuum();
      complete(requests, open, findings, files, warnings, context);
      return new EraseReport(filed, open.size(), removed, references, files, models, warnings);
    }
  }

  private static Map<UUID, ErasureFinding> findings(
      List<ErasureRequests.Open> open,
      List<LakeTable> tables,
      ErasedPeople people,
      ErasureInSupabase supabase,
      JobContext context) {
    Map<String, Map<UUID, Long>> rows = new TreeMap<>(supabase.rows());
    for (LakeTable table : tables) {
      rows.put(
          table.name(),
          context.phase("looking for their rows in " + table.name(), () -> people.rows(table)));
    }
    Map<UUID, Long> interactions = people.interactions();
    Map<UUID, Instant> firstSeen = new HashMap<>(people.firstSeen());
    supabase
        .firstSeen()
        .forEach(
            (person, first) -> firstSeen.merge(person, first, (a, b) -> a.isBefore(b) ? a : b));
    Map<UUID, List<SeenByModel>> models =
        context.phase(
            "looking which model versions learnt from them",
            () -> new ModelSurvey(context).seen(people, firstSeen));
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Map<UUID, ErasureFinding> findings = new HashMap<>();
    for (ErasureRequests.Open request : open) {
      Map<String, Long> theirs = new TreeMap<>();
      rows.forEach(
          (table, byPerson) ->
              Optional.ofNullable(byPerson.get(request.person()))
                  .ifPresent(count -> theirs.put(table, count)));
      ErasureFinding found =
          new ErasureFinding(
              now,
              interactions.getOrDefault(request.person(), 0L),
              theirs,
              models.getOrDefault(request.person(), List.of()));
      findings.put(request.person(), request.finding().map(found::and).orElse(found));
    }
    return findings;
  }

  /** Returns how many rows of others named an interaction of theirs. */
  private static long removeFrom(
      LakeTable table, ErasedPeople people, Map<String, Long> removed, JobContext context) {
    return context.phase(
        "removing their rows from " + table.name(),
        () -> {
          if (!people.rows(table).isEmpty()) {
            removed.put(table.name(), people.removeRows(table));
          }
          return people.removeReferences(table);
        });
  }

  private static long vacuum(List<LakeTable> tables, JobContext context) {
    long files = 0;
    for (LakeTable table : tables) {
      files +=
          context.phase(
              "removing old files of " + table.name(), () -> context.lake().vacuum(table, 0));
    }
    return files;
  }

  private static void checkNothingIsLeft(List<LakeTable> tables, ErasedPeople people) {
    for (LakeTable table : tables) {
      if (!people.rows(table).isEmpty()) {
        throw JobException.failed(
            "rows of persons who are to be forgotten are in " + table.name() + " again",
            "Something else writes to the lake: stop it, then run erase again");
      }
    }
  }

  private static List<SeenByModel> adviseRetraining(
      Map<UUID, ErasureFinding> findings, JobContext context) {
    Map<String, SeenByModel> byVersion = new TreeMap<>();
    findings.values().stream()
        .flatMap(finding -> finding.models().stream())
        .forEach(model -> byVersion.merge(model.label(), model, SeenByModel::surer));
    List<SeenByModel> models = byVersion.values().stream().sorted().toList();
    models.forEach(
        model ->
            context
                .registry()
                .adviseRetraining(
                    model.model(),
                    model.version(),
                    model.certain()
                        ? "rows of a person who is now forgotten were in its data"
                        : "rows of a person who is now forgotten may have been in its data",
                    "erase run " + context.runId()));
    return models;
  }

  private static void complete(
      ErasureRequests requests,
      List<ErasureRequests.Open> open,
      Map<UUID, ErasureFinding> findings,
      long files,
      List<String> warnings,
      JobContext context) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Map<UUID, ErasureEvidence> evidence = new HashMap<>();
    for (ErasureRequests.Open request : open) {
      ErasureFinding finding = findings.get(request.person());
      evidence.put(
          request.person(),
          new ErasureEvidence(
              request.requestedAt(),
              finding.at(),
              now,
              context.runId(),
              codeVersion(),
              finding.interactions(),
              finding.rows(),
              files,
              finding.models(),
              warnings));
    }
    requests.complete(evidence, now);
  }

  /** From the jar's manifest. */
  private static String codeVersion() {
    return Optional.ofNullable(EraseJob.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
