package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.json.ContractValue;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.report.StatusFacts;
import ai.kalimtak.submit.schedule.ScheduleFacts;
import ai.kalimtak.submit.terminal.TextTable;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Shows rows, runs, versions and deployments; needs no Spark. */
public final class StatusVerb extends Verb {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How many runs to list (default: ${DEFAULT-VALUE}).")
  private int runs = 10;

  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    try (JobSession session = JobSession.open(core, "status")) {
      StatusFacts facts = StatusFacts.gather(session, runs);
      print(
          String.format(
              Locale.ROOT,
              "%,d interactions in %s%s; lake at %s%n",
              facts.interactions(),
              facts.database(),
              facts.newestInteraction().map(at -> ", newest of " + clock(at) + " UTC").orElse(""),
              facts.lakeRoot()));
      printRuns(facts);
      printSchedule(facts.schedule());
      printVersions(facts);
      printServed(facts);
      printJson(facts);
    }
    return ExitCode.DONE;
  }

  private void printRuns(StatusFacts facts) {
    if (facts.runs().isEmpty()) {
      print("\nNo runs yet. Start one with kalimtak cycle.");
      return;
    }
    TextTable table = new TextTable("run", "job", "status", "started (UTC)", "took", "error");
    for (JobRuns.Run run : facts.runs()) {
      table.add(
          run.runId(),
          run.job(),
          run.status(),
          clock(run.startedAt()),
          run.endedAt().map(end -> took(run.startedAt(), end)).orElse(""),
          run.error().map(StatusVerb::shortened).orElse(""));
    }
    print("\n" + table.render());
  }

  /** Prints nothing if no scheduler has ever been started. */
  private void printSchedule(ScheduleFacts schedule) {
    if (!schedule.isUsed()) {
      return;
    }
    TextTable table = new TextTable("scheduled", "next (UTC)", "last (UTC)", "ended");
    for (ScheduleFacts.Run run : schedule.runs()) {
      table.add(
          run.name(),
          next(run),
          run.last().map(last -> clock(last.startedAt())).orElse("-"),
          run.last()
              .map(last -> last.status() + last.error().map(e -> ": " + shortened(e)).orElse(""))
              .orElse("-"));
    }
    print("\n" + table.render());
    schedule.instances().forEach(instance -> print("  " + described(instance)));
    if (!schedule.isAlive()) {
      print(
          "  No scheduler is running. Runs that are due will start once when kalimtak schedule is started.");
    }
  }

  private static String next(ScheduleFacts.Run run) {
    return run.next()
        .map(
            time ->
                run.runningOn().isPresent()
                    ? "runs now"
                    : clock(time) + (run.overdue() ? ", overdue" : ""))
        .orElse("not planned");
  }

  private static String described(ScheduleFacts.Instance instance) {
    return "scheduler "
        + instance.processId()
        + " on "
        + instance.host()
        + (instance.alive()
            ? " is running, last seen at "
            : " has stopped responding, last seen at ")
        + clock(instance.seenAt());
  }

  private void printVersions(StatusFacts facts) {
    if (facts.versions().isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable("model", "version", "status", "data", "test rows", "metric", "verdict");
    for (ModelVersion version : facts.versions()) {
      com.fasterxml.jackson.databind.JsonNode test = version.metrics().path("test");
      table.add(
          version.modelName(),
          "v" + version.version(),
          ContractValue.of(version.status()),
          "gold@" + version.datasetVersion(),
          test.hasNonNull("rows")
              ? String.format(Locale.ROOT, "%,d", test.path("rows").asLong())
              : "",
          metric(test),
          version.verdict().map(verdict -> shortened(verdict.path("reason").asText())).orElse(""));
    }
    print("\n" + table.render());
  }

  private void printServed(StatusFacts facts) {
    if (facts.served().isEmpty()) {
      print("\nNo model version is deployed yet.");
      return;
    }
    TextTable table = new TextTable("serving", "version", "traffic", "state");
    facts
        .served()
        .forEach(
            served ->
                table.add(
                    served.model(),
                    "v" + served.version(),
                    served.trafficPercent() + " %",
                    served.state()));
    print("\n" + table.render());
  }

  private static String metric(com.fasterxml.jackson.databind.JsonNode test) {
    if (test.hasNonNull("macro_f1")) {
      return String.format(Locale.ROOT, "accuracy %.3f", test.path("accuracy").asDouble());
    }
    return test.hasNonNull("auc")
        ? String.format(Locale.ROOT, "AUC %.3f", test.path("auc").asDouble())
        : "";
  }

  private static String clock(OffsetDateTime time) {
    return CLOCK.format(time.withOffsetSameInstant(ZoneOffset.UTC));
  }

  private static String took(OffsetDateTime from, OffsetDateTime to) {
    return String.format(Locale.ROOT, "%.1f s", Duration.between(from, to).toMillis() / 1000.0);
  }

  private static String shortened(String text) {
    return text.length() <= 90 ? text : text.substring(0, 89) + "…";
  }
}
