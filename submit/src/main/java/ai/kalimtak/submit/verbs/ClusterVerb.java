package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.submit.cluster.ClusterSettings;
import ai.kalimtak.submit.cluster.LocalCluster;
import ai.kalimtak.submit.terminal.TextTable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** Manages a standalone cluster on this host: up, status, down. */
public final class ClusterVerb extends Verb {
  enum Action {
    up,
    status,
    down
  }

  @Parameters(
      paramLabel = "up|status|down",
      description = {
        "up: start a master and cluster.workers workers; restart those that have died.",
        "status: show the cluster as its master sees it.",
        "down: stop the master and all workers."
      })
  private Action action;

  @Override
  ExitCode run(Settings settings) {
    SettingsReader reader = settings.reader();
    CoreSettings core = reader.bind(CoreSettings::from);
    LocalCluster cluster =
        new LocalCluster(
            home(),
            core.stateDirectory().resolve("cluster"),
            settings.reader().bind(ClusterSettings::from));
    switch (action) {
      case up -> {
        LocalCluster.State state = cluster.up();
        show(state);
        print("\nRun any verb on it, for example: kalimtak cycle --conf " + state.conf());
        printJson(state);
      }
      case status -> {
        Optional<LocalCluster.State> state = cluster.state();
        if (state.isEmpty()) {
          print("No cluster is running here. Start one with kalimtak cluster up.");
        }
        state.ifPresent(this::show);
        printJson(state.orElse(null));
      }
      case down -> {
        int ended = cluster.down();
        print(ended == 0 ? "No cluster is running here." : ended + " processes stopped.");
        printJson(java.util.Map.of("ended", ended));
      }
    }
    return ExitCode.DONE;
  }

  private void show(LocalCluster.State state) {
    print(String.format(Locale.ROOT, "master %s, web UI %s%n", state.master(), state.ui()));
    TextTable table =
        new TextTable("worker", "state", "cores", "cores used", "memory", "memory used");
    for (LocalCluster.Worker worker : state.workers()) {
      table.add(
          worker.id(),
          worker.state(),
          worker.cores(),
          worker.usedCores(),
          worker.memoryMb() + " MB",
          worker.usedMemoryMb() + " MB");
    }
    print(table.render());
    if (!state.applications().isEmpty()) {
      print("\nRunning applications: " + String.join(", ", state.applications()));
    }
  }

  /** Returns the folder in which the launcher has assembled the jars. */
  private static Path home() {
    String home = System.getProperty("kalimtak.home");
    if (home == null) {
      throw JobException.badSettings(
          "the folder with the assembled jars is unknown",
          "Use the launcher: submit/kalimtak cluster");
    }
    return Path.of(home);
  }
}
