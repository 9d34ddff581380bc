package ai.kalimtak.submit;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.Launcher;
import ai.kalimtak.etl.EraseJob;
import ai.kalimtak.etl.EtlJob;
import ai.kalimtak.etl.RotateSubjectKeysJob;
import ai.kalimtak.evaluation.EvaluationJob;
import ai.kalimtak.evaluation.RolloutJob;
import ai.kalimtak.quality.QualityJob;
import ai.kalimtak.quality.RebuildJob;
import ai.kalimtak.submit.launch.SparkWork;
import ai.kalimtak.submit.verbs.ClusterVerb;
import ai.kalimtak.submit.verbs.CompletionVerb;
import ai.kalimtak.submit.verbs.CycleVerb;
import ai.kalimtak.submit.verbs.DemoVerb;
import ai.kalimtak.submit.verbs.DoctorVerb;
import ai.kalimtak.submit.verbs.EraseVerb;
import ai.kalimtak.submit.verbs.ExplainVerb;
import ai.kalimtak.submit.verbs.ImportVerb;
import ai.kalimtak.submit.verbs.JobVerb;
import ai.kalimtak.submit.verbs.MigrateVerb;
import ai.kalimtak.submit.verbs.ReportVerb;
import ai.kalimtak.submit.verbs.RollbackVerb;
import ai.kalimtak.submit.verbs.ScheduleVerb;
import ai.kalimtak.submit.verbs.ServeVerb;
import ai.kalimtak.submit.verbs.SqlVerb;
import ai.kalimtak.submit.verbs.StatusVerb;
import ai.kalimtak.submit.verbs.TablesVerb;
import ai.kalimtak.submit.verbs.Verb;
import ai.kalimtak.training.TrainingJob;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code kalimtak}. */
@Command(
    name = "kalimtak",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "VERB",
    header = "Learns from Kalimtak's interactions: pull, curate, train, evaluate, roll out.",
    description = {
      "",
      "Without supabase.url an embedded Postgres is started; state is kept in ./.kalimtak.",
      "Try it with:  kalimtak demo"
    },
    commandListHeading = "%nVerbs:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, also when there was nothing to do",
      "1:failed; fix the cause and run it again",
      "2:bad arguments or settings; nothing was touched",
      "3:a gate refused a model version; it is not deployed"
    },
    footer = {
      "",
      "Every verb takes --conf FILE, --set key=value, --json and --verbose; see VERB --help.",
      "Environment: SUPABASE_DB_PASSWORD, KALIMTAK_SUBJECT_SECRET, KALIMTAK_MEMORY (3g), KALIMTAK_LOG_FORMAT (text|json),",
      "JAVA_HOME, SPARK_HOME."
    })
public final class Kalimtak implements Runnable {
  @picocli.CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    chooseLogLevels(args);
    // Halts at once: a job can be killed at any point, and shutdown hooks could wait for a dead
    // parent.
    Launcher.endWithParent(() -> Runtime.getRuntime().halt(ExitCode.FAILED.code()));
    JobCommand.exit(JobCommand.execute(command(), args));
  }

  static CommandLine command() {
    CommandLine command = new CommandLine(new Kalimtak());
    onSpark(
        command,
        SparkWork.verbHere("demo"),
        new DemoVerb(),
        "Generate three weeks of traffic and run a cycle after each.");
    verb(command, "migrate", new MigrateVerb(), "Apply the SQL migrations to the database.");
    verb(command, "import", new ImportVerb(), "Import interactions from a JSON Lines file.");
    job(command, "etl", EtlJob::new, "Pull changes from Supabase into the lake.");
    job(command, "quality", QualityJob::new, "Curate interactions into training data.");
    job(command, "train", TrainingJob::new, "Train and register model versions.");
    job(
        command,
        "evaluate",
        EvaluationJob::new,
        "Evaluate registered versions and approve or reject them.");
    verb(
        command, "rollout", new JobVerb(RolloutJob::new), "Deploy approved versions step by step.");
    verb(command, "rollback", new RollbackVerb(), "Take a version out of production.");
    onSpark(
        command,
        SparkWork.verbHere("explain"),
        new ExplainVerb(),
        "Explain what happened to one interaction, with the figures.");
    job(
        command,
        "rebuild",
        RebuildJob::new,
        "Rebuild a version of the training data and compare it byte by byte.");
    Job<?, ?> erase = new EraseJob();
    JobCommand.addOptions(
        onSpark(
            command,
            SparkWork.verbHere("erase"),
            new EraseVerb(() -> erase),
            "Erase the data of the users in erasure_requests."),
        erase);
    job(
        command,
        "rotate-subject-keys",
        RotateSubjectKeysJob::new,
        "Replace every subject key with one under a new secret.");
    onSpark(
        command,
        SparkWork.verb("cycle"),
        new CycleVerb(),
        "Run all jobs in order, in one Spark session.");
    verb(
        command,
        "schedule",
        new ScheduleVerb(),
        "Run the jobs daily, weekly and monthly until stopped.");
    verb(command, "status", new StatusVerb(), "Show runs, model versions and deployments.");
    onSpark(command, SparkWork.verbHere("report"), new ReportVerb(), "Write the HTML report.");
    verb(
        command,
        "cluster",
        new ClusterVerb(),
        "Start, show or stop a Spark standalone cluster on this host.");
    verb(command, "serve", new ServeVerb(), "Serve the HTTP API.");
    onSpark(
        command,
        SparkWork.verbHere("sql"),
        new SqlVerb(),
        "Query the lake: at a prompt, or with -e or -f.");
    verb(command, "tables", new TablesVerb(), "Describe every table and column of the lake.");
    verb(
        command,
        "doctor",
        new DoctorVerb(),
        "Check database, lake, secrets, versions, memory and disk, and say what to fix.");
    command.addSubcommand("completion", new CompletionVerb());
    return command;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "no verb given");
  }

  private static void job(
      CommandLine command, String name, Supplier<Job<?, ?>> job, String description) {
    Job<?, ?> chosen = job.get();
    JobVerb verb = new JobVerb(() -> chosen);
    CommandLine subcommand = verb(command, name, verb, description);
    JobCommand.addOptions(subcommand, chosen);
    addSpark(subcommand, verb, SparkWork.job(chosen));
  }

  private static CommandLine onSpark(
      CommandLine command, SparkWork work, Verb verb, String description) {
    CommandLine subcommand = verb(command, work.leading().get(0), verb, description);
    addSpark(subcommand, verb, work);
    return subcommand;
  }

  private static void addSpark(CommandLine subcommand, Verb verb, SparkWork work) {
    subcommand
        .getCommandSpec()
        .addMixin("spark", CommandSpec.forAnnotatedObject(verb.needsSpark(work)));
  }

  private static CommandLine verb(CommandLine command, String name, Verb verb, String description) {
    CommandLine subcommand = new CommandLine(verb);
    subcommand.getCommandSpec().usageMessage().description(description);
    command.addSubcommand(name, subcommand);
    return subcommand;
  }

  /** Sets the log levels; must run before the first logger is created. */
  private static void chooseLogLevels(String[] args) {
    if (List.of(args).contains("--verbose") || List.of(args).contains("-v")) {
      System.setProperty("kalimtak.log.level", "debug");
      System.setProperty("kalimtak.log.engine", "warn");
    }
  }
}
