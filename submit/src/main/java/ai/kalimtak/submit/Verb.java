package ai.kalimtak.submit;

import ai.kalimtak.common.job.CommonOptions;
import ai.kalimtak.common.job.ExitCode;
import ai.kalimtak.common.job.Json;
import ai.kalimtak.common.settings.Settings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What every verb has: the common options, and results on stdout. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class Verb implements Callable<Integer> {
  static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  @Mixin private CommonOptions options;
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  /** Does the verb with its settings loaded, and says how it ended. */
  abstract ExitCode run(Settings settings);

  @Override
  public final Integer call() {
    Settings settings = options.settings();
    LOG.debug("settings: {}", settings.describeOverrides());
    return run(settings).code();
  }

  final CommonOptions options() {
    return options;
  }

  final void print(String text) {
    out.println(text.stripTrailing());
  }

  /** The report for machines, as the last line, when it was asked for. */
  final void printJson(Object report) {
    if (options.json()) {
      out.println(Json.write(report));
    }
  }
}
