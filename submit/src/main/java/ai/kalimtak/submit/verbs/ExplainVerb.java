package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.quality.report.Explanation;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.UUID;
import picocli.CommandLine.Parameters;

/** Explains the decisions on one interaction. */
public final class ExplainVerb extends Verb {
  @Parameters(paramLabel = "ID", description = "user_interactions.id of the interaction.")
  private UUID id;

  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    try (JobSession session = JobSession.open(core, "explain")) {
      Explanation explanation = Explanation.of(session, id.toString());
      if (!explanation.found()) {
        throw JobException.failed(
            "interaction " + id + " is in no table of the lake",
            "Check the id. A new interaction appears after the next etl and quality run; an erased one never appears again");
      }
      print(explanation.interactionId() + ": " + explanation.fate());
      TextTable table = new TextTable("", "");
      explanation.lines().forEach(line -> table.add(line.name(), line.value()));
      print(table.renderRows());
      printJson(explanation);
    }
    return ExitCode.DONE;
  }
}
