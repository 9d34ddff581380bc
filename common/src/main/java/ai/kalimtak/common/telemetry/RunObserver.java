package ai.kalimtak.common.telemetry;

/** Who is told that a run begins and ends. */
interface RunObserver {
  void began(RunFacts run) throws Exception;

  void ended(RunFacts run) throws Exception;
}
