package ai.kalimtak.evaluation;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.evaluation.judging.EvaluationWriter;
import ai.kalimtak.evaluation.judging.Finding;
import ai.kalimtak.evaluation.judging.Judge;
import ai.kalimtak.evaluation.judging.Judgments;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges every registered version on the test split of the data it was trained on, in comparison
 * with the constant prediction and with the version in production. On request, it also measures the
 * versions that are already approved, on the current test rows.
 */
public final class EvaluationJob implements Job<EvaluationSettings, EvaluationReport> {
  private final EvaluationOptions options;

  public EvaluationJob() {
    this(new EvaluationOptions());
  }

  public EvaluationJob(EvaluationOptions options) {
    this.options = options;
  }

  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new EvaluationJob(), args));
  }

  @Override
  public String name() {
    return "evaluation";
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(options);
  }

  @Override
  public EvaluationSettings bind(SettingsReader reader) {
    return EvaluationSettings.from(reader);
  }

  @Override
  public Set<String> readsFromDatabase(EvaluationSettings settings) {
    return Set.of("public.model_versions");
  }

  @Override
  public Set<String> writesToDatabase(EvaluationSettings settings) {
    return Set.of("public.model_versions");
  }

  @Override
  public EvaluationReport run(EvaluationSettings settings, JobContext context) {
    EvaluationPlan plan = plan(context);
    Judge judge = new Judge(context, settings.gate());
    Judgments verdicts = judge.judge(plan.awaitingVerdict());
    Judgments measurements = judge.judge(plan.approved());
    writeEvaluations(verdicts, measurements, context);
    verdicts.findings().forEach(finding -> recordVerdict(finding, context));
    throwFirstFailure(verdicts, measurements);
    return EvaluationReport.of(verdicts.findings(), measurements.findings());
  }

  private EvaluationPlan plan(JobContext context) {
    EvaluationPlan verdicts =
        EvaluationPlan.ofVerdicts(context.registry().withStatus(ModelVersion.Status.REGISTERED));
    List<ModelVersion> approved =
        options.all()
            ? context.registry().withStatus(ModelVersion.Status.APPROVED)
            : List.<ModelVersion>of();
    return approved.isEmpty()
        ? verdicts
        : verdicts.withApproved(
            approved, context.lake().version(TrainingData.TABLE).orElseThrow().version());
  }

  private static void writeEvaluations(
      Judgments verdicts, Judgments measurements, JobContext context) {
    List<Finding> findings =
        Stream.concat(verdicts.findings().stream(), measurements.findings().stream()).toList();
    if (!findings.isEmpty()) {
      context.phase("writing gold/evaluations", () -> EvaluationWriter.append(context, findings));
    }
  }

  private static void recordVerdict(Finding finding, JobContext context) {
    context
        .registry()
        .recordVerdict(
            finding.trial().version(),
            finding.verdict().approved(),
            finding.metrics(),
            finding.verdict(),
            finding.verdict().reason(),
            Sha256.of(Json.write(finding.verdict())),
            "evaluation run " + context.runId());
  }

  /** Fails the run only now, so that a damaged version does not keep the others from a verdict. */
  private static void throwFirstFailure(Judgments verdicts, Judgments measurements) {
    Optional<JobException> first =
        Stream.concat(verdicts.failures().stream(), measurements.failures().stream()).findFirst();
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
