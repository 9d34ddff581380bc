package ai.kalimtak.etl.redaction.scan;

/** Recognizes the surnames of many languages by their endings, for words that no list has. */
public final class SurnameEndings {
  private static final int CERTAIN_LETTERS = 6;
  private static final WordFile FILE = WordFile.read(SurnameEndings.class, "surname-endings.txt");
  private static final Endings CERTAIN = FILE.endings("certain");
  private static final Endings LIKELY = FILE.endings("likely");

  private SurnameEndings() {}

  /** Returns whether the ending alone makes an unlisted word a surname. */
  public static boolean isCertain(Text text, int start, int end) {
    return end - start >= CERTAIN_LETTERS && CERTAIN.fit(text, start, end);
  }

  /** Returns whether an unlisted word is a surname if another sign of a name is near. */
  public static boolean isLikely(Text text, int start, int end) {
    return LIKELY.fit(text, start, end);
  }
}
