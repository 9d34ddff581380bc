package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.Settings;

/**
 * Lists {@code serve} in the help; the launcher starts the HTTP API itself, on a separate class
 * path.
 */
public final class ServeVerb extends Verb {
  @Override
  ExitCode run(Settings settings) {
    throw JobException.badSettings(
        "serve cannot run on Spark's class path", "Use the launcher: submit/kalimtak serve");
  }
}
