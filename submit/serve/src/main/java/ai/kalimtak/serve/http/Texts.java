package ai.kalimtak.serve.http;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks that Postgres can store a text: no NUL and no unpaired surrogate. */
public final class Texts {
  private Texts() {}

  /**
   * @throws Problem 422 with the name of the member
   */
  public static void check(String pointer, String text, int longest) {
    if (text != null && text.length() > longest) {
      throw Problem.invalid(pointer, "must have at most " + longest + " characters");
    }
    if (text != null && !isStorable(text)) {
      throw Problem.invalid(pointer, "contains a character that cannot be stored");
    }
  }

  /**
   * @throws Problem 422 if a name, a text or a number in it cannot be stored
   */
  public static void check(String pointer, JsonNode json) {
    if (json == null) {
      return;
    }
    if (json.isTextual()) {
      check(pointer, json.textValue(), Integer.MAX_VALUE);
    }
    if (json.isNumber() && Double.isInfinite(json.doubleValue())) {
      throw Problem.invalid(pointer, "contains a number that is too large");
    }
    json.fieldNames().forEachRemaining(name -> check(pointer, name, Integer.MAX_VALUE));
    json.forEach(inner -> check(pointer, inner));
  }

  public static boolean isStorable(String text) {
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (letter == 0) {
        return false;
      }
      if (Character.isSurrogate(letter)) {
        boolean whole =
            Character.isHighSurrogate(letter)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
        if (!whole) {
          return false;
        }
        at++;
      }
    }
    return true;
  }
}
