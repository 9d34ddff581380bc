package ai.kalimtak.quality.heuristics;

/** The traces of UTF-8 that was read as Windows-1252. */
final class WrongDecoding {
  /** The characters that Windows-1252 has for the bytes 80 to 9F. */
  private static final String CONTINUATIONS = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

  private WrongDecoding() {}

  /**
   * Returns whether two characters are the first two bytes of one UTF-8 sequence.
   *
   * @param letter beyond ASCII
   */
  static boolean isMisread(int before, int letter) {
    boolean leads =
        switch (before) {
          case 0xC2, 0xC3, 0xC5, 0xD0, 0xD1, 0xE2, 0xE3, 0xF0 -> true;
          default -> false;
        };
    return leads && (letter <= 0xBF || CONTINUATIONS.indexOf(letter) >= 0);
  }
}
