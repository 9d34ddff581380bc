package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.Settings;

/** The HTTP API has a class path of its own, so the launcher starts it; here it is only listed. */
public final class ServeVerb extends Verb {
  @Override
  ExitCode run(Settings settings) {
    throw JobException.badSettings(
        "serve does not run beside Spark's classes", "Start it by submit/kalimtak serve");
  }
}
