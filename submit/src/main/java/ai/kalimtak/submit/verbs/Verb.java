package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.CommonOptions;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.launch.ClusterRun;
import ai.kalimtak.submit.launch.OnSpark;
import ai.kalimtak.submit.launch.SparkWork;
import ai.kalimtak.submit.launch.SubmitLine;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Base of all verbs: the common options, and results on stdout. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
public abstract class Verb implements Callable<Integer> {
  static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  @Mixin private CommonOptions options;
  @Spec private CommandSpec spec;
  private OnSpark onSpark;
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  /** Runs the verb with its loaded settings and returns the exit code. */
  abstract ExitCode run(Settings settings);

  /**
   * Binds all settings of the verb; called before the verb is passed to {@code spark-submit}.
   *
   * @throws ai.kalimtak.common.failure.JobException listing every problem
   */
  CoreSettings check(Settings settings) {
    return settings.reader().bind(CoreSettings::from);
  }

  /** Marks the verb as needing Spark, so that it may be passed to {@code spark-submit}. */
  public final OnSpark needsSpark(SparkWork work) {
    onSpark = new OnSpark(work);
    return onSpark;
  }

  @Override
  public final Integer call() {
    Settings settings = options.settings();
    LOG.debug("settings: {}", settings.describeOverrides());
    return onSpark == null ? run(settings).code() : runOnSpark(settings);
  }

  private int runOnSpark(Settings settings) {
    CoreSettings core = check(settings);
    List<String> typed = spec.commandLine().getParseResult().originalArgs();
    if (onSpark.dryRun()) {
      print(onSpark.line(core, options, typed).forShell());
      return ExitCode.DONE.code();
    }
    if (!onSpark.isSubmitted(core)) {
      return run(settings).code();
    }
    SubmitLine line = onSpark.runnableLine(core, options, typed);
    if (!onSpark.isDriverOnCluster(core)) {
      return line.run();
    }
    ClusterRun ran = ClusterRun.of(core, spec.name(), line);
    print(ran.table());
    printJson(ran);
    return ran.exitCode().code();
  }

  final CommonOptions options() {
    return options;
  }

  final void print(String text) {
    out.println(text.stripTrailing());
  }

  /** Prints the report as one line of JSON if {@code --json} was given. */
  final void printJson(Object report) {
    if (options.json()) {
      out.println(Json.write(report));
    }
  }
}
