package ai.kalimtak.common.job;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.Failures;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.settings.SettingsReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a job as a separate command: the {@code main} that {@code spark-submit} starts. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
public final class JobCommand<S, R extends JobReport> implements Callable<Integer> {
  /** Set by YARN's application master for the driver that it runs. */
  private static final String YARN_DRIVER = "spark.yarn.app.id";

  private final Job<S, R> job;
  @Mixin private CommonOptions options;

  private JobCommand(Job<S, R> job) {
    this.job = job;
  }

  /** Parses the arguments, runs the job and prints its report; returns the exit code. */
  public static <S, R extends JobReport> int run(Job<S, R> job, String... args) {
    CommandLine command = new CommandLine(new JobCommand<>(job)).setCommandName(job.name());
    addOptions(command, job);
    return execute(command, args);
  }

  /**
   * Ends the process of a {@code main} with the code. In YARN's application master, a success
   * returns instead: the master ends the process itself, and treats any exit as a failure,
   * regardless of its code (<a
   * href="https://issues.apache.org/jira/browse/SPARK-13642">SPARK-13642</a>).
   */
  public static void exit(int code) {
    if (code != 0 || System.getProperty(YARN_DRIVER) == null) {
      System.exit(code);
    }
  }

  /** Adds the job's own options to a command that runs it. */
  public static void addOptions(CommandLine command, Job<?, ?> job) {
    job.options()
        .ifPresent(
            options ->
                command
                    .getCommandSpec()
                    .addMixin(job.name(), CommandSpec.forAnnotatedObject(options)));
  }

  /** Runs a command line with this suite's exit codes and error messages. */
  public static int execute(CommandLine command, String... args) {
    command.setParameterExceptionHandler(
        (exception, given) -> {
          CommandLine line = exception.getCommandLine();
          PrintWriter err = line.getErr();
          err.println("kalimtak: " + exception.getMessage() + suggestions(exception, line));
          err.flush();
          return ExitCode.BAD_SETTINGS.code();
        });
    command.setExecutionExceptionHandler(
        (exception, line, parsed) -> {
          JobException failure = Failures.explain(line.getCommandName(), exception);
          PrintWriter err = line.getErr();
          err.println("kalimtak: " + failure.getMessage());
          if (wantsVerbose(parsed)) {
            exception.printStackTrace(err);
          }
          err.flush();
          return failure.exitCode().code();
        });
    return command.execute(args);
  }

  @Override
  public Integer call() {
    Settings settings = options.settings();
    Bound<S> bound = settings.reader().bind(reader -> Bound.of(job, reader));
    try (JobSession session = JobSession.open(bound.core(), job.name())) {
      JobOutcome<R> outcome = JobRunner.run(session, job, bound.own());
      if (options.json()) {
        System.out.println(Json.write(outcome));
      } else {
        System.out.println(job.name() + ": " + outcome.report().headline());
        outcome
            .report()
            .lines()
            .forEach(line -> System.out.println("  " + line.name() + ": " + line.value()));
      }
      return outcome.report().exitCode().code();
    }
  }

  private static String suggestions(CommandLine.ParameterException exception, CommandLine line) {
    List<String> near =
        exception instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String known = line.getCommandSpec().qualifiedName() + " --help";
    return near.isEmpty()
        ? ". See " + known
        : "; did you mean " + String.join(" or ", near) + "? See " + known;
  }

  private static boolean wantsVerbose(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult deepest = parsed;
    while (deepest.subcommand() != null) {
      deepest = deepest.subcommand();
    }
    return deepest.hasMatchedOption("--verbose");
  }

  private record Bound<S>(CoreSettings core, S own) {
    static <S> Bound<S> of(Job<S, ?> job, SettingsReader reader) {
      return new Bound<>(CoreSettings.from(reader), job.bind(reader));
    }
  }
}
