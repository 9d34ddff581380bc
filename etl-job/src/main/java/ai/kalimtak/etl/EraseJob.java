package ai.kalimtak.etl;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.etl.erasure.EraseOptions;
import ai.kalimtak.etl.erasure.EraseReport;
import ai.kalimtak.etl.erasure.Erasure;
import ai.kalimtak.etl.erasure.ErasureEvidence;
import ai.kalimtak.etl.erasure.ErasureFinding;
import ai.kalimtak.etl.erasure.ErasureRequests;
import ai.kalimtak.etl.erasure.OpenRequest;
import ai.kalimtak.etl.erasure.SeenByModel;
import ai.kalimtak.etl.personal.PersonalTables;
import ai.kalimtak.etl.source.SourceSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Erases the users of {@code erasure_requests}. Findings are stored before anything is removed, and
 * every removal can be repeated, so after a crash at any point the next run reaches the same
 * result.
 */
public final class EraseJob implements Job<SourceSettings, EraseReport> {
  private final EraseOptions options;
  private final Consumer<String> afterStep;

  public EraseJob() {
    this(EraseOptions.none());
  }

  public EraseJob(EraseOptions options) {
    this(options, step -> {});
  }

  /**
   * @param afterStep receives the name of each completed step; may throw to interrupt the run
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

  @Override
  public SourceSettings bind(SettingsReader reader) {
    return EtlSettings.from(reader).source();
  }

  @Override
  public Set<String> readsFromDatabase(SourceSettings source) {
    return Set.of("public.erasure_requests");
  }

  @Override
  public Set<String> writesToDatabase(SourceSettings source) {
    return Set.of("public.user_interactions", "public.erasure_requests");
  }

  @Override
  public EraseReport run(SourceSettings source, JobContext context) {
    ErasureRequests requests = new ErasureRequests(context.supabase().jdbi());
    int filed = requests.file(options.users());
    List<OpenRequest> open = requests.open();
    if (open.isEmpty()) {
      return EraseReport.nothingToErase();
    }
    List<UUID> users = open.stream().map(OpenRequest::user).toList();
    try (Erasure erasure = Erasure.of(users, source.table(), context)) {
      Map<UUID, ErasureFinding> findings = erasure.find(open);
      requests.begin(findings);
      afterStep.accept("begun");

      Map<String, Long> removed = new TreeMap<>(erasure.removeFromSupabase());
      afterStep.accept("supabase");
      long references = 0;
      for (LakeTable table : erasure.tables()) {
        Erasure.Removed changes = erasure.removeFrom(table);
        changes.rows().ifPresent(rows -> removed.put(table.name(), rows));
        references += changes.references();
        afterStep.accept(table.name());
      }
      long files = erasure.vacuumLake();
      afterStep.accept("vacuum");
      erasure.checkNothingIsLeft();

      List<SeenByModel> models = erasure.adviseRetraining(findings);
      afterStep.accept("models");
      List<String> warnings = erasure.vacuumSupabase();
      requests.complete(
          ErasureEvidence.Run.completed(context.runId(), files, warnings), open, findings);
      return new EraseReport(filed, open.size(), removed, references, files, models, warnings);
    }
  }
}
