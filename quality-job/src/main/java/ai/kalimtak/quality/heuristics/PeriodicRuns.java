package ai.kalimtak.quality.heuristics;

/**
 * Counts the letters in runs of twelve letters or more that repeat at least four times with a
 * period of at most eight: hahahaha.
 */
final class PeriodicRuns {
  private static final int LONGEST_PERIOD = 8;
  private static final int SHORTEST_RUN = 12;

  private int periodic;

  private final int[] recent = new int[LONGEST_PERIOD];

  /** For each period, how many letters equal the one that is a period before. */
  private final int[] held = new int[LONGEST_PERIOD + 1];

  private int seen;
  private int covered;

  void add(int letter) {
    int longest = 0;
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      if (seen >= period && recent[(seen - period) % LONGEST_PERIOD] == letter) {
        held[period]++;
        if (held[period] >= SHORTEST_RUN - period && held[period] >= 3 * period) {
          longest = Math.max(longest, held[period] + period);
        }
      } else {
        held[period] = 0;
      }
    }
    if (longest == 0) {
      end();
    } else {
      covered = Math.max(covered + 1, longest);
    }
    recent[seen % LONGEST_PERIOD] = letter;
    seen++;
  }

  void end() {
    periodic += covered;
    covered = 0;
  }

  /** The letters in all such runs that have ended. */
  int periodic() {
    return periodic;
  }
}
