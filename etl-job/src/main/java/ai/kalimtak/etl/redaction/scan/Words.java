package ai.kalimtak.etl.redaction.scan;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;

/**
 * The kinds of words that mean something to the detectors, as flags, and the table of all of them.
 * Case and accents do not matter.
 */
public final class Words {
  /** A given name that is hardly ever another word. */
  public static final int GIVEN = 1;

  /** A given name that is also an ordinary word or a brand, or is very short. */
  public static final int GIVEN_OR_WORD = 1 << 1;

  public static final int SURNAME = 1 << 2;
  public static final int SURNAME_OR_WORD = 1 << 3;

  /** A country, a state or a city. */
  public static final int PLACE = 1 << 4;

  /** A frequent English word, or one that is capitalized without being a name. */
  public static final int COMMON = 1 << 5;

  /** Mr, Frau, Dr: a name follows. */
  public static final int TITLE = 1 << 6;

  /** My name is: a name follows. */
  public static final int NAME_CUE = 1 << 7;

  /** Dear, Hello, Regards: a name may follow. */
  public static final int GREETING = 1 << 8;

  /** Van, de, bin: inside a name, never at its end. */
  public static final int PARTICLE = 1 << 9;

  /** Ltd, University: the words before it do not name a person. */
  public static final int ORGANIZATION = 1 << 10;

  /** Street, Ave: after a name and a number. */
  public static final int STREET = 1 << 11;

  /** Way, Court: like {@link #STREET}, but also an everyday word. */
  public static final int STREET_OR_WORD = 1 << 12;

  /** Rue, Calle: before a name, with a number before or after. */
  public static final int STREET_FIRST = 1 << 13;

  /** Ulica, utca: between a name and a number. */
  public static final int STREET_MIDDLE = 1 << 14;

  /** Suite, Apt: a number follows. */
  public static final int UNIT = 1 << 15;

  /** Box, Postfach: a number follows. */
  public static final int BOX = 1 << 16;

  /** APO, FPO: a military post office. */
  public static final int MILITARY = 1 << 17;

  /** An address may be near. */
  public static final int ADDRESS_CUE = 1 << 18;

  /** A telephone number may be near. */
  public static final int PHONE_CUE = 1 << 19;

  /** A US social security number may follow. */
  public static final int SSN_CUE = 1 << 20;

  /** Password, token: a value may follow. */
  public static final int SECRET = 1 << 21;

  /** The two letters of a US state. */
  public static final int US_STATE = 1 << 22;

  /** And, the, of: never part of a name. */
  public static final int FUNCTION = 1 << 23;

  /** Order, version: the number that follows is not a telephone number. */
  public static final int OTHER_NUMBER_CUE = 1 << 24;

  /** The word "number" itself: a telephone number follows if its digits are grouped. */
  public static final int NUMBER_CUE = 1 << 25;

  /** Port, San, Mount: begins the name of a place. */
  public static final int LANDMARK = 1 << 26;

  /** A surname by its ending. No list has such a word; the scan sets the flag. */
  public static final int ENDING = 1 << 27;

  public static final int NAME = GIVEN | GIVEN_OR_WORD | SURNAME | SURNAME_OR_WORD;

  private static final int TRIGGERS_IN_LOWER_CASE =
      GIVEN | TITLE | NAME_CUE | GREETING | STREET_FIRST | UNIT | BOX | MILITARY | SECRET;
  private static final int TRIGGERS_WITH_CAPITAL =
      TRIGGERS_IN_LOWER_CASE | GIVEN_OR_WORD | SURNAME | STREET;

  private static final Map<String, Integer> CUES =
      Map.ofEntries(
          entry("title", TITLE),
          entry("name-cue", NAME_CUE),
          entry("greeting", GREETING),
          entry("particle", PARTICLE),
          entry("organization", ORGANIZATION),
          entry("street", STREET),
          entry("street-or-word", STREET_OR_WORD),
          entry("street-first", STREET_FIRST),
          entry("street-middle", STREET_MIDDLE),
          entry("unit", UNIT),
          entry("box", BOX),
          entry("military", MILITARY),
          entry("address-cue", ADDRESS_CUE),
          entry("phone-cue", PHONE_CUE),
          entry("number-cue", NUMBER_CUE),
          entry("landmark", LANDMARK),
          entry("ssn-cue", SSN_CUE),
          entry("secret", SECRET),
          entry("us-state", US_STATE),
          entry("function", FUNCTION),
          entry("other-number-cue", OTHER_NUMBER_CUE),
          entry("common", COMMON));

  private static final WordTable TABLE;
  private static final WordTable.Filter LOWER_CASE_TRIGGERS = new WordTable.Filter();
  private static final WordTable.Filter CAPITAL_TRIGGERS = new WordTable.Filter();

  static {
    Map<String, Integer> words = new HashMap<>();
    add("given-names.txt", GIVEN, words);
    add("given-names-also-words.txt", GIVEN_OR_WORD, words);
    add("surnames.txt", SURNAME, words);
    add("surnames-also-words.txt", SURNAME_OR_WORD, words);
    add("places.txt", PLACE, words);
    add("common-words.txt", COMMON, words);
    WordFile cues = WordFile.read(Words.class, "cues.txt");
    CUES.forEach((section, flag) -> add(cues.words(section), flag, words));
    words.forEach(
        (word, flags) -> {
          if (triggers(flags, false)) {
            LOWER_CASE_TRIGGERS.add(WordTable.hash(word));
          }
          if (triggers(flags, true)) {
            CAPITAL_TRIGGERS.add(WordTable.hash(word));
          }
        });
    TABLE = new WordTable(words);
  }

  private Words() {}

  /** Returns whether a word with this hash of its folded letters may be a trigger. */
  static boolean mayTrigger(int hash, boolean capital) {
    return (capital ? CAPITAL_TRIGGERS : LOWER_CASE_TRIGGERS).mayContain(hash);
  }

  /** Returns whether these flags make a word a trigger. */
  static boolean triggers(int flags, boolean capital) {
    return (flags & (capital ? TRIGGERS_WITH_CAPITAL : TRIGGERS_IN_LOWER_CASE)) != 0
        && (flags & (FUNCTION | GIVEN | SURNAME)) != FUNCTION;
  }

  /** Returns 0 for a word that no list has. */
  static int flags(char[] chars, int start, int end) {
    return TABLE.flags(chars, start, end);
  }

  static int flags(char[] chars, int start, int end, int hash) {
    return TABLE.flags(chars, start, end, hash);
  }

  private static void add(String file, int flag, Map<String, Integer> words) {
    add(WordFile.read(Words.class, file).words(), flag, words);
  }

  private static void add(Iterable<String> added, int flag, Map<String, Integer> words) {
    for (String word : added) {
      words.merge(word, flag, (a, b) -> a | b);
    }
  }
}
