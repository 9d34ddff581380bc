package ai.kalimtak.bench;

import ai.kalimtak.bench.diversity.DiversityBench;
import ai.kalimtak.bench.domains.DomainsBench;
import ai.kalimtak.bench.duplicates.ExactDuplicatesBench;
import ai.kalimtak.bench.duplicates.NearDuplicatesBench;
import ai.kalimtak.bench.heuristics.HeuristicsBench;
import ai.kalimtak.bench.learning.ActiveLearningBench;
import ai.kalimtak.bench.moderation.ModerationBench;
import ai.kalimtak.bench.pii.PiiBench;
import ai.kalimtak.bench.pull.DayBench;
import ai.kalimtak.bench.pull.ExactnessBench;
import ai.kalimtak.bench.pull.KillBench;
import ai.kalimtak.bench.pull.PullBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The suite's benchmarks, each a subcommand; see {@code submit/bench/run}. */
@Command(
    name = "submit/bench/run",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    description = "Measure a promise of the suite and print the figures.",
    commandListHeading = "%nBenchmarks:%n",
    subcommands = {
      PullBench.class,
      DayBench.class,
      ExactnessBench.class,
      KillBench.class,
      PiiBench.class,
      ExactDuplicatesBench.class,
      ModerationBench.class,
      DomainsBench.class,
      NearDuplicatesBench.class,
      HeuristicsBench.class,
      DiversityBench.class,
      ActiveLearningBench.class
    })
public final class Bench implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
