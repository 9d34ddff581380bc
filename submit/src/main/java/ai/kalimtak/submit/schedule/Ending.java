package ai.kalimtak.submit.schedule;

/** Why a step was ended before it was done. */
enum Ending {
  /** It took longer than the run may. */
  STUCK,
  /** The scheduler was told to end; the run is due at once for the next one. */
  SHUTDOWN,
  /** The scheduler cannot give signs of life, so another one may take the run over. */
  CUT_OFF
}
