package ai.kalimtak.submit.schedule;

/** Why a step was stopped before it finished. */
enum Ending {
  /** The run exceeded its time limit. */
  STUCK,
  /** The scheduler is shutting down; the run is due immediately for the next scheduler. */
  SHUTDOWN,
  /** The scheduler cannot send heartbeats, so another one may take over the run. */
  CUT_OFF
}
