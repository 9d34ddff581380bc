package ai.kalimtak.submit.launch;

import ai.kalimtak.common.settings.Settings;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One argument of a command: the value for a process, and the word that makes a shell pass the same
 * value.
 *
 * @param shown shell syntax: quoted, with each secret as the name of an environment variable
 */
record ShellWord(String value, String shown) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");
  private static final Pattern WHOLE = Pattern.compile("(?s)((?:-D)?([A-Za-z][\\w.-]*)=)(.*)");

  /** Matches one of several assignments in a word, such as {@code -Done=1 -Dtwo=2}, or in a URL. */
  private static final Pattern INNER = Pattern.compile("(([A-Za-z][\\w.-]*)=)([^\\s&=]+)");

  /** Quotes a word for a shell, and replaces the values of secret keys by variables. */
  static ShellWord of(String value) {
    Matcher whole = WHOLE.matcher(value);
    if (whole.matches() && Settings.isSecret(whole.group(2))) {
      return new ShellWord(value, quoted(whole.group(1)) + variable(whole.group(2)));
    }
    StringBuilder shown = new StringBuilder();
    int end = 0;
    Matcher inner = INNER.matcher(value);
    while (inner.find()) {
      if (Settings.isSecret(inner.group(2))) {
        shown.append(quoted(value.substring(end, inner.start(3))));
        shown.append(variable(inner.group(2)));
        end = inner.end();
      }
    }
    String rest = value.substring(end);
    return new ShellWord(
        value, rest.isEmpty() && end > 0 ? shown.toString() : shown + quoted(rest));
  }

  private static String quoted(String value) {
    return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
  }

  private static String variable(String key) {
    String name = key.replaceFirst("^-?D(?=[a-z])", "");
    return "\"$" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "\"";
  }
}
