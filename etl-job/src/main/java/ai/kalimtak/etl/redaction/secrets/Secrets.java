package ai.kalimtak.etl.redaction.secrets;

/** Measures how much a string looks like a secret. */
final class Secrets {
  private Secrets() {}

  static boolean hasDigitAndLetter(String value) {
    boolean digit = false;
    boolean letter = false;
    for (int i = 0; i < value.length(); i++) {
      digit |= Character.isDigit(value.charAt(i));
      letter |= Character.isLetter(value.charAt(i));
    }
    return digit && letter;
  }

  /** Returns the Shannon entropy of the string's own characters, times its length. */
  static double bits(String value) {
    int[] counts = new int[128];
    int others = 0;
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < 128) {
        counts[value.charAt(i)]++;
      } else {
        others++;
      }
    }
    double bits = information(others, value.length());
    for (int count : counts) {
      bits += information(count, value.length());
    }
    return bits;
  }

  private static double information(int count, int length) {
    return count == 0 ? 0 : -count * Math.log((double) count / length) / Math.log(2);
  }
}
