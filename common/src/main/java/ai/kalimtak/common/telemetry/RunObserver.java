package ai.kalimtak.common.telemetry;

/** Receives the start and end of each run. */
interface RunObserver {
  void began(RunFacts run) throws Exception;

  void ended(RunFacts run) throws Exception;
}
