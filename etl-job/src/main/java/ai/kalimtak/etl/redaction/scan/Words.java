package ai.kalimtak.etl.redaction.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * Which words mean something to the detectors, whatever their case and accents: a hash table over
 * char ranges, so that looking a word up makes no string. Two filters (Bloom, one bit a word) tell
 * nearly all other words apart by their hash alone: one for words with a capital, one for the rest.
 */
public final class Words {
  /** A given name that is hardly ever another word. */
  public static final int GIVEN = 1;

  /** A given name that is another word, a brand or very short as well. */
  public static final int GIVEN_OR_WORD = 1 << 1;

  public static final int SURNAME = 1 << 2;
  public static final int SURNAME_OR_WORD = 1 << 3;

  /** A country, a state or a city. */
  public static final int PLACE = 1 << 4;

  /** A frequent English word, or one that has a capital without being a name. */
  public static final int COMMON = 1 << 5;

  /** Mr, Frau, Dr: a name follows. */
  public static final int TITLE = 1 << 6;

  /** My name is: a name follows. */
  public static final int NAME_CUE = 1 << 7;

  /** Dear, Hello, Regards: a name may follow. */
  public static final int GREETING = 1 << 8;

  /** Van, de, bin: inside a name, never its end. */
  public static final int PARTICLE = 1 << 9;

  /** Ltd, University: what stands before it is no person. */
  public static final int ORGANIZATION = 1 << 10;

  /** Street, Ave: after a name and a number. */
  public static final int STREET = 1 << 11;

  /** Way, Court: as {@link #STREET}, but an everyday word too. */
  public static final int STREET_OR_WORD = 1 << 12;

  /** Rue, Calle: before a name, with a number before or after. */
  public static final int STREET_FIRST = 1 << 13;

  /** Ulica, utca: between a name and a number. */
  public static final int STREET_MIDDLE = 1 << 14;

  /** Suite, Apt: a number follows. */
  public static final int UNIT = 1 << 15;

  /** Box, Postfach: a number follows. */
  public static final int BOX = 1 << 16;

  /** APO, FPO: mail to the forces. */
  public static final int MILITARY = 1 << 17;

  /** An address may be near. */
  public static final int ADDRESS_CUE = 1 << 18;

  /** A telephone number may be near. */
  public static final int PHONE_CUE = 1 << 19;

  public static final int SSN_CUE = 1 << 20;

  /** Password, token: a value may follow. */
  public static final int SECRET = 1 << 21;

  /** A state of the US by its two letters. */
  public static final int US_STATE = 1 << 22;

  /** And, the, of: never part of a name. */
  public static final int FUNCTION = 1 << 23;

  /** An order, a version: the number that follows is no telephone's. */
  public static final int OTHER_NUMBER_CUE = 1 << 24;

  /** "Number" itself: a telephone's, where the digits are grouped. */
  public static final int NUMBER_CUE = 1 << 25;

  /** Port, San, Mount: begins a place's name. */
  public static final int LANDMARK = 1 << 26;

  /** A surname by its ending; no list has it, the scan tells it. */
  public static final int ENDING = 1 << 27;

  public static final int NAME = GIVEN | GIVEN_OR_WORD | SURNAME | SURNAME_OR_WORD;

  private static final int TRIGGERS_IN_LOWER_CASE =
      GIVEN | TITLE | NAME_CUE | GREETING | STREET_FIRST | UNIT | BOX | MILITARY | SECRET;
  private static final int TRIGGERS_WITH_CAPITAL =
      TRIGGERS_IN_LOWER_CASE | GIVEN_OR_WORD | SURNAME | STREET;

  private static final char[] FOLDED = foldedChars();
  private static final int MIX = 0x9E3779B9;
  private static final int FILTER_SHIFT = 32 - 20;

  private static final long[] LOWER_FILTER = new long[(1 << 20) >>> 6];
  private static final long[] CAPITAL_FILTER = new long[(1 << 20) >>> 6];
  private static final int[] SLOTS;
  private static final int[] STARTS;
  private static final int[] FLAGS;
  private static final char[] POOL;

  static {
    Map<String, Integer> words = new HashMap<>();
    read("given-names.txt", GIVEN, words);
    read("given-names-also-words.txt", GIVEN_OR_WORD, words);
    read("surnames.txt", SURNAME, words);
    read("surnames-also-words.txt", SURNAME_OR_WORD, words);
    read("places.txt", PLACE, words);
    read("common-words.txt", COMMON, words);
    read("cues.txt", 0, words);
    STARTS = new int[words.size() + 1];
    FLAGS = new int[words.size()];
    SLOTS = new int[Integer.highestOneBit(words.size()) * 4];
    StringBuilder pool = new StringBuilder();
    int entry = 0;
    for (Map.Entry<String, Integer> word : words.entrySet()) {
      STARTS[entry] = pool.length();
      FLAGS[entry] = word.getValue();
      pool.append(word.getKey());
      int hash = 0;
      for (int i = 0; i < word.getKey().length(); i++) {
        hash = 31 * hash + word.getKey().charAt(i);
      }
      int slot = slot(hash);
      while (SLOTS[slot] != 0) {
        slot = (slot + 1) & (SLOTS.length - 1);
      }
      entry++;
      SLOTS[slot] = entry;
      if (triggers(word.getValue(), false)) {
        mark(LOWER_FILTER, hash);
      }
      if (triggers(word.getValue(), true)) {
        mark(CAPITAL_FILTER, hash);
      }
    }
    STARTS[entry] = pool.length();
    POOL = pool.toString().toCharArray();
  }

  private Words() {}

  /** The letter in lower case without its accent; 0 for what is no letter. */
  static char folded(char c) {
    return c < FOLDED.length ? FOLDED[c] : foldedBeyond(c);
  }

  static boolean isCapital(char c) {
    return c < 128 ? c >= 'A' && c <= 'Z' : Character.isUpperCase(c);
  }

  /** Whether a word with this hash of its folded letters may be a trigger. */
  static boolean mayTrigger(int hash, boolean capital) {
    int bit = (hash * MIX) >>> FILTER_SHIFT;
    return ((capital ? CAPITAL_FILTER : LOWER_FILTER)[bit >>> 6] & (1L << bit)) != 0;
  }

  /** Whether these flags make a word a trigger. */
  static boolean triggers(int flags, boolean capital) {
    return (flags & (capital ? TRIGGERS_WITH_CAPITAL : TRIGGERS_IN_LOWER_CASE)) != 0
        && (flags & (FUNCTION | GIVEN | SURNAME)) != FUNCTION;
  }

  /** 0 for a word that no list holds. */
  static int flags(char[] chars, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + folded(chars[i]);
    }
    return flags(chars, start, end, hash);
  }

  static int flags(char[] chars, int start, int end, int hash) {
    int slot = slot(hash);
    while (SLOTS[slot] != 0) {
      int entry = SLOTS[slot] - 1;
      if (isEntry(entry, chars, start, end)) {
        return FLAGS[entry];
      }
      slot = (slot + 1) & (SLOTS.length - 1);
    }
    return 0;
  }

  private static boolean isEntry(int entry, char[] chars, int start, int end) {
    int from = STARTS[entry];
    if (STARTS[entry + 1] - from != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (POOL[from + i - start] != folded(chars[i])) {
        return false;
      }
    }
    return true;
  }

  private static int slot(int hash) {
    return ((hash * MIX) >>> 8) & (SLOTS.length - 1);
  }

  private static void mark(long[] filter, int hash) {
    int bit = (hash * MIX) >>> FILTER_SHIFT;
    filter[bit >>> 6] |= 1L << bit;
  }

  private static char foldedBeyond(char c) {
    return Character.isLetter(c) ? Character.toLowerCase(c) : 0;
  }

  /** Latin, Greek and Cyrillic. */
  private static char[] foldedChars() {
    char[] folded = new char[0x530];
    for (char c = 0; c < folded.length; c++) {
      if (Character.isLetter(c)) {
        String base = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
        folded[c] = Character.toLowerCase(base.charAt(0));
      }
    }
    String from = "øłđæœßþðıħŋŧς";
    String to = "oldaostdihntσ";
    for (int i = 0; i < from.length(); i++) {
      folded[from.charAt(i)] = to.charAt(i);
      folded[Character.toUpperCase(from.charAt(i))] = to.charAt(i);
    }
    return folded;
  }

  /** A line that begins with {@code [FLAG …]} sets the flags of the words after it. */
  private static void read(String resource, int flags, Map<String, Integer> words) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Words.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      int current = flags;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("#")) {
          continue;
        }
        if (line.startsWith("[")) {
          current = flagNamed(line.substring(1, line.indexOf(']')));
          continue;
        }
        StringTokenizer tokens = new StringTokenizer(line);
        while (tokens.hasMoreTokens()) {
          words.merge(tokens.nextToken(), current, (a, b) -> a | b);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int flagNamed(String name) {
    return switch (name) {
      case "TITLE" -> TITLE;
      case "NAME_CUE" -> NAME_CUE;
      case "GREETING" -> GREETING;
      case "PARTICLE" -> PARTICLE;
      case "ORGANIZATION" -> ORGANIZATION;
      case "STREET" -> STREET;
      case "STREET_OR_WORD" -> STREET_OR_WORD;
      case "STREET_FIRST" -> STREET_FIRST;
      case "STREET_MIDDLE" -> STREET_MIDDLE;
      case "UNIT" -> UNIT;
      case "BOX" -> BOX;
      case "MILITARY" -> MILITARY;
      case "ADDRESS_CUE" -> ADDRESS_CUE;
      case "PHONE_CUE" -> PHONE_CUE;
      case "SSN_CUE" -> SSN_CUE;
      case "SECRET" -> SECRET;
      case "US_STATE" -> US_STATE;
      case "FUNCTION" -> FUNCTION;
      case "OTHER_NUMBER_CUE" -> OTHER_NUMBER_CUE;
      case "NUMBER_CUE" -> NUMBER_CUE;
      case "LANDMARK" -> LANDMARK;
      case "COMMON" -> COMMON;
      default -> throw new IllegalStateException("cues.txt has an unknown kind: " + name);
    };
  }
}
