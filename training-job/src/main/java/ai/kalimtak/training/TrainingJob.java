package ai.kalimtak.training;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.settings.SettingsReader;
import java.util.List;
import java.util.Set;

/** Trains the models on one pinned version of {@code gold/training_data} and registers them. */
public final class TrainingJob implements Job<TrainingSettings, TrainingReport> {
  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new TrainingJob(), args));
  }

  @Override
  public String name() {
    return "training";
  }

  @Override
  public TrainingSettings bind(SettingsReader reader) {
    return TrainingSettings.from(reader);
  }

  @Override
  public Set<String> writesToDatabase(TrainingSettings settings) {
    return Set.of("public.model_versions");
  }

  @Override
  public TrainingReport run(TrainingSettings settings, JobContext context) {
    TableVersion gold = trainingData(context);
    // Checked first, because it would be found out only after hours of training.
    Lake.checkWritable(context.spark(), context.core().modelsRoot(), "models.root");
    ModelTraining training = new ModelTraining(settings, gold, context);
    List<TrainingReport.Trained> models = settings.recipes().stream().map(training::train).toList();
    return new TrainingReport(gold.toString(), gold.version(), models);
  }

  private static TableVersion trainingData(JobContext context) {
    return context
        .lake()
        .version(TrainingData.TABLE)
        .orElseThrow(
            () ->
                JobException.failed(
                    "there is nothing to learn from: gold/training_data does not exist",
                    "Run quality first"));
  }
}
