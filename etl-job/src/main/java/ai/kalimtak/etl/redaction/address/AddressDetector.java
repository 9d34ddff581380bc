package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Endings;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.Words;

/**
 * {@link PiiType#ADDRESS}: street lines in the orders of several languages (number, name, street
 * word; street word, name, number; name with a street's ending, number), suites and boxes, mail to
 * the forces, a US state with its ZIP code; and, near a word such as "address", a name and a number
 * alone. From what is certain it reaches over the city and the postcode that follow.
 */
public final class AddressDetector implements Detector {
  private static final int CUE_CHARS = 64;
  private static final int MAX_NAME_WORDS = 5;
  private static final int MAX_SEGMENTS = 6;
  private static final Endings STREET_ENDINGS =
      Endings.of(
          "strasse",
          "straat",
          "gatan",
          "gata",
          "gate",
          "gade",
          "vej",
          "vejen",
          "veien",
          "vegen",
          "vagen",
          "weg",
          "laan",
          "plein",
          "kade",
          "dreef",
          "singel",
          "plads",
          "pladsen",
          "plass",
          "platz",
          "torg",
          "torget",
          "allee",
          "gasse",
          "damm",
          "ufer",
          "tie",
          "katu",
          "kuja",
          "polku",
          "tanav",
          "utca",
          "braut",
          "stigur",
          "vegur",
          "straeti",
          "strati",
          "grand",
          "backen",
          "bakken",
          "stien",
          "stigen",
          "stig",
          "hagen",
          "haugen",
          "toften",
          "parken",
          "vang",
          "vangen",
          "lia",
          "lien",
          "vollen",
          "ulica",
          "kamp",
          "hof",
          "markt",
          "dijk",
          "steenweg",
          "gracht",
          "markweg",
          "hofdagata",
          "suaq",
          "aqqusernga",
          "ring",
          "berg",
          "bakke",
          "lund",
          "marken",
          "skoven",
          "sti",
          "leden",
          "plan");

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    if (findings.covers(PiiType.ADDRESS, hit.start())) {
      return;
    }
    int flags = hit.word();
    if (hit.trigger() == Trigger.SHORT_NUMBER) {
      number(text, hit, findings);
      return;
    }
    if ((flags & Words.STREET) != 0 && text.isCapital(hit.start())) {
      street(text, hit, findings);
    }
    if ((flags & Words.STREET_FIRST) != 0 && !findings.covers(PiiType.ADDRESS, hit.start())) {
      streetFirst(text, hit, findings);
    }
    if ((flags & (Words.UNIT | Words.BOX)) != 0 && !findings.covers(PiiType.ADDRESS, hit.start())) {
      unit(text, hit, findings);
    }
    if ((flags & Words.MILITARY) != 0) {
      forces(text, hit, findings);
    }
  }

  /** 12 North Main St., Maclean Street. */
  private static void street(Text text, Hit hit, Findings findings) {
    boolean certain = (hit.word() & Words.STREET) != 0;
    boolean capitals = text.isCapital(hit.start());
    int at = hit.start();
    int first = -1;
    int names = 0;
    int number = -1;
    while (names <= MAX_NAME_WORDS) {
      int end = text.spacesStart(at);
      if (end == at || text.at(end) == '\n') {
        break;
      }
      if (text.at(end - 1) == '.' || text.at(end - 1) == '\'') {
        end--;
      }
      if (text.isDigit(end - 1) || isHouseLetter(text, end)) {
        int digits = text.digitsStart(text.isDigit(end - 1) ? end : end - 1);
        if (names > 0 && isHouseNumber(text, digits, end)) {
          number = digits;
        }
        break;
      }
      int word = ordinalStart(text, end);
      if (word == end || !mayNameStreet(text, word, end, capitals, certain, names)) {
        break;
      }
      names++;
      first = word;
      at = word;
    }
    if (number >= 0) {
      add(text, numberBefore(text, number), afterStreetWord(text, hit.end()), findings);
    } else if (names > 0 && certain && capitals && !isCommonStreet(text, first, hit.start())) {
      int end = text.spacesEnd(afterStreetWord(text, hit.end()));
      int digits = text.digitsEnd(end);
      boolean numbered = digits > end && digits - end <= 4 && !text.isLetter(digits + 1);
      if (numbered || text.at(hit.end() - 1) != 't' || hit.end() - hit.start() > 2) {
        add(text, first, numbered ? digits : afterStreetWord(text, hit.end()), findings);
      }
    }
  }

  private static int afterStreetWord(Text text, int end) {
    int after = text.at(end) == '.' ? end + 1 : end;
    int word = after + 1;
    if (text.at(after) == ' ') {
      int wordEnd = text.wordEnd(word);
      for (String direction : new String[] {"n", "s", "e", "w", "ne", "nw", "se", "sw"}) {
        if (text.isAllCapitals(word, wordEnd) && text.wordIs(word, wordEnd, direction)) {
          return wordEnd;
        }
      }
    }
    return after;
  }

  private static boolean mayNameStreet(
      Text text, int start, int end, boolean capitals, boolean certain, int names) {
    int flags = text.flags(start, end);
    if ((flags & Words.FUNCTION) != 0) {
      return false;
    }
    if (capitals) {
      return text.isCapital(start) || text.isDigit(start) || (flags & Words.PARTICLE) != 0;
    }
    return (flags & Words.COMMON) == 0 || (certain && names < 2);
  }

  /** 5th of 5th Avenue. */
  private static int ordinalStart(Text text, int end) {
    int start = text.wordStart(end);
    return end - start == 2 && text.isDigit(start - 1) ? text.digitsStart(start) : start;
  }

  private static boolean isCommonStreet(Text text, int first, int end) {
    int word = text.wordEnd(first);
    return word >= end - 2 && (text.flags(first, word) & (Words.COMMON | Words.FUNCTION)) != 0;
  }

  /** Rue de la Paix 12, 12 rue de la Paix. */
  private static void streetFirst(Text text, Hit hit, Findings findings) {
    boolean capitals = text.isCapital(hit.start());
    int at = hit.end();
    if (text.at(at) == '.') {
      at++;
    }
    int end = at;
    int names = 0;
    while (names < 6) {
      int start = text.spacesEnd(at);
      if (start - at > 1 || text.at(at) == '\n') {
        break;
      }
      if (text.isDigit(start)) {
        break;
      }
      int word = text.wordEnd(start);
      if (word == start || !mayFollowStreetWord(text, start, word, capitals)) {
        break;
      }
      names++;
      end = word;
      at = word;
      if (text.at(at) == '.' || text.at(at) == '-' || text.at(at) == '\'' || text.at(at) == '’') {
        if (text.isLetter(at + 1)) {
          int more = text.wordEnd(at + 1);
          end = more;
          at = more;
        } else if (text.at(at) == '.') {
          at++;
        }
      }
    }
    int numberStart = text.spacesEnd(text.at(at) == ',' ? at + 1 : at);
    int numberEnd = text.digitsEnd(numberStart);
    boolean after =
        names > 0
            && numberEnd > numberStart
            && numberEnd - numberStart <= 5
            && text.at(numberStart - 1) == ' '
            && !text.isLetter(numberEnd + 1);
    int before = numberBefore(text, hit.start());
    if (names > 0 && (after || before < hit.start())) {
      add(text, before, after ? houseEnd(text, numberEnd) : end, findings);
    }
  }

  private static boolean mayFollowStreetWord(Text text, int start, int end, boolean capitals) {
    int flags = text.flags(start, end);
    if ((flags & Words.PARTICLE) != 0) {
      return true;
    }
    if ((flags & (Words.FUNCTION | Words.UNIT | Words.BOX)) != 0) {
      return false;
    }
    return capitals
        ? text.isCapital(start)
        : (flags & (Words.COMMON | Words.ADDRESS_CUE)) == 0 || (flags & Words.NAME) != 0;
  }

  /** Suite 290, P.O. Box 101, with the street line before it. */
  private static void unit(Text text, Hit hit, Findings findings) {
    int at = hit.end();
    if (text.at(at) == '.') {
      at++;
    }
    at = text.spacesEnd(at);
    if (text.at(at) == '#') {
      at++;
    }
    int end = text.digitsEnd(at);
    boolean everyday =
        text.wordIs(hit.start(), hit.end(), "stock")
            || text.wordIs(hit.start(), hit.end(), "room")
            || text.wordIs(hit.start(), hit.end(), "unit")
            || text.wordIs(hit.start(), hit.end(), "floor")
            || text.wordIs(hit.start(), hit.end(), "flat")
            || text.wordIs(hit.start(), hit.end(), "app")
            || text.wordIs(hit.start(), hit.end(), "bloque")
            || text.wordIs(hit.start(), hit.end(), "bloc")
            || text.wordIs(hit.start(), hit.end(), "pk")
            || text.wordIs(hit.start(), hit.end(), "bp");
    if (end == at || end - at > 6 || text.at(at - 1) == '\n' || isDecimal(text, end)) {
      return;
    }
    boolean box = (hit.word() & Words.BOX) != 0;
    int start = box ? boxStart(text, hit.start()) : hit.start();
    if (box && start == hit.start() && text.wordIs(hit.start(), hit.end(), "box")) {
      return;
    }
    int line = lineBefore(text, start);
    if (everyday && line == start) {
      return;
    }
    int before = numberBefore(text, line);
    add(text, before, houseEnd(text, end), findings);
  }

  /** The P.O. before a box. */
  private static int boxStart(Text text, int start) {
    int end = text.spacesStart(start);
    if (text.at(end - 1) == '.' || text.at(end - 1) == ',') {
      end--;
    }
    int word = text.wordStart(end);
    if (text.wordIs(word, end, "po") || text.wordIs(word, end, "office")) {
      return text.wordIs(word, end, "po") ? word : wordBefore(text, word);
    }
    if (text.wordIs(word, end, "o") && text.at(word - 1) == '.') {
      return Math.max(0, word - 2);
    }
    if (text.isDigit(end - 1)) {
      int digits = text.digitsStart(end);
      int unitEnd = text.spacesStart(digits);
      int unit = text.wordStart(unitEnd);
      if (text.wordIs(unit, unitEnd, "psc") || text.wordIs(unit, unitEnd, "unit")) {
        return unit;
      }
    }
    return start;
  }

  private static int wordBefore(Text text, int start) {
    return text.wordStart(text.spacesStart(start));
  }

  /** A line of words and a number that ends before a suite, perhaps with a number in front. */
  private static int lineBefore(Text text, int start) {
    int at = separatorStart(text, start);
    if (at == start) {
      return start;
    }
    int end = at;
    if (text.isDigit(end - 1)) {
      int digits = text.digitsStart(end);
      if (end - digits > 5) {
        return start;
      }
      if (text.at(digits - 1) != ' ') {
        return start;
      }
      end = digits - 1;
    }
    int first = words(text, end);
    if (first == end) {
      return start;
    }
    boolean ends = end < at || numberBefore(text, first) < first;
    return ends ? numberBefore(text, first) : start;
  }

  /** Where the words that end here begin, at most six, none a function word, within the line. */
  private static int words(Text text, int end) {
    int at = end;
    int first = end;
    for (int names = 0; names < 6; names++) {
      if (text.at(at - 1) == '.' || text.at(at - 1) == '\'') {
        at--;
      }
      int word = text.wordStart(at);
      if (word == at) {
        return first;
      }
      int flags = text.flags(word, at);
      if ((flags & Words.FUNCTION) != 0 && (flags & Words.PARTICLE) == 0) {
        return first;
      }
      first = word;
      if (text.at(word - 1) == '\n' || word == 0) {
        return first;
      }
      int gap = text.spacesStart(word);
      char mark = text.at(word - 1);
      if (mark == '-' || mark == '\'' || mark == '.' || mark == '/') {
        at = word - 1;
      } else if (gap < word && text.at(gap) == ' ') {
        at = gap;
      } else {
        return first;
      }
    }
    return first;
  }

  /** PSC 4665, Box 2778 APO AE 80338; USNS Name FPO AP 15834. */
  private static void forces(Text text, Hit hit, Findings findings) {
    int area = text.spacesEnd(hit.end());
    int areaEnd = text.wordEnd(area);
    if (!text.wordIs(area, areaEnd, "aa")
        && !text.wordIs(area, areaEnd, "ae")
        && !text.wordIs(area, areaEnd, "ap")) {
      return;
    }
    int zip = text.spacesEnd(areaEnd);
    int end = text.digitsEnd(zip);
    if (end - zip != 5) {
      return;
    }
    int start = hit.start();
    int at = separatorStart(text, start);
    int limit = Math.max(0, start - 48);
    while (at > limit) {
      int word = text.wordStart(at);
      if (word == at) {
        at--;
        continue;
      }
      if (text.wordIs(word, at, "psc")
          || text.wordIs(word, at, "unit")
          || text.wordIs(word, at, "cmr")
          || isVessel(text, word, at)) {
        start = word;
        break;
      }
      at = word;
    }
    add(text, start, end, findings);
  }

  private static boolean isVessel(Text text, int start, int end) {
    return text.wordIs(start, end, "uss")
        || text.wordIs(start, end, "usns")
        || text.wordIs(start, end, "usnv")
        || text.wordIs(start, end, "usnvs")
        || text.wordIs(start, end, "uscgc");
  }

  /** Hochstrasse 96, Luite tee 71, Springfield, IL 62704, and a name near a cue. */
  private static void number(Text text, Hit hit, Findings findings) {
    int start = hit.start();
    int end = hit.end();
    if (isDecimal(text, end) || text.at(start - 1) == '.' || text.at(start - 1) == '-') {
      return;
    }
    if (streetAfter(text, hit, findings)) {
      return;
    }
    boolean abbreviated = text.at(start - 2) == '.' && text.isLetter(start - 3);
    if (text.at(start - 1) == ' ' && (text.isLetter(start - 2) || abbreviated)) {
      if (abbreviated) {
        afterAbbreviation(text, hit, findings);
        return;
      }
      int word = text.wordStart(start - 1);
      if (end - start == 5 && isState(text, word, start - 1)) {
        int city = words(text, separatorStart(text, word));
        int zip = text.at(end) == '-' && text.digitsEnd(end + 1) == end + 5 ? end + 5 : end;
        add(text, city, zip, findings);
        return;
      }
      if (end - start <= 4 && isStreetName(text, word, start - 1)) {
        int first = words(text, start - 1);
        int from = startOfName(text, first, word);
        add(text, numberBefore(text, from), houseEnd(text, end), findings);
        return;
      }
      if (end - start <= 4 && nearCue(text, start, word, end, findings)) {
        return;
      }
    }
  }

  /** 12 North Main Street, from its number on. */
  private static boolean streetAfter(Text text, Hit hit, Findings findings) {
    int at = hit.end();
    if (text.isLetter(at)) {
      at++;
    }
    for (int names = 0; names <= MAX_NAME_WORDS && text.at(at) == ' '; names++) {
      int word = at + 1;
      word = text.isDigit(word) ? text.digitsEnd(word) : word;
      int end = text.wordEnd(word);
      if (end == word) {
        return false;
      }
      int flags = text.flags(word, end);
      if (names > 0 && (flags & (Words.STREET | Words.STREET_OR_WORD)) != 0) {
        street(text, new Hit(Trigger.WORD, word, end, flags), findings);
        if (findings.covers(PiiType.ADDRESS, hit.start())) {
          return true;
        }
      }
      if ((flags & Words.FUNCTION) != 0) {
        return false;
      }
      at = text.at(end) == '.' || (isTick(text, end) && !text.isLetter(end + 2)) ? end + 1 : end;
      if (isTick(text, end) && text.isLetter(end + 1)) {
        at = text.wordEnd(end + 1);
      }
    }
    return false;
  }

  private static boolean isTick(Text text, int at) {
    return text.at(at) == '\'' || text.at(at) == '’';
  }

  /** Chausseestr. 32, Veres Pálné u. 91. */
  private static void afterAbbreviation(Text text, Hit hit, Findings findings) {
    int end = hit.start() - 2;
    int word = text.wordStart(end);
    boolean joined = text.wordEndsWith(word, end, "str") && end - word > 5;
    boolean apart =
        text.wordIs(word, end, "u")
            || text.wordIs(word, end, "str")
            || text.wordIs(word, end, "ul")
            || text.wordIs(word, end, "cad")
            || text.wordIs(word, end, "sok")
            || text.wordIs(word, end, "krt");
    int before = text.spacesStart(word);
    int last = text.wordStart(before);
    if (!joined && (!apart || last == before || before == word || !text.isCapital(last))) {
      return;
    }
    int first = startOfName(text, words(text, joined ? end : before), joined ? word : last);
    add(text, numberBefore(text, first), houseEnd(text, hit.end()), findings);
  }

  private static boolean isState(Text text, int start, int end) {
    return end - start == 2
        && text.isAllCapitals(start, end)
        && (text.flags(start, end) & Words.US_STATE) != 0
        && (text.at(start - 1) == ' ' || text.at(start - 1) == ',');
  }

  private static boolean isStreetName(Text text, int start, int end) {
    int flags = text.flags(start, end);
    if ((flags & Words.STREET_MIDDLE) != 0) {
      int before = text.spacesStart(start);
      int word = text.wordStart(before);
      return word < before
          && before < start
          && (text.flags(word, before) & (Words.FUNCTION | Words.COMMON)) == 0;
    }
    if (end - start < 7 || (flags & (Words.COMMON | Words.FUNCTION)) != 0) {
      return false;
    }
    String ending = STREET_ENDINGS.of(text, start, end);
    return ending != null
        && (ending.length() > 3
            || text.isCapital(start)
            || text.cueBefore(start, CUE_CHARS, Words.ADDRESS_CUE));
  }

  /** Leaves out words in lower case at the front of a name in capitals. */
  private static int startOfName(Text text, int first, int last) {
    if (!text.isCapital(last) && !text.isCapital(first)) {
      int at = first;
      while (at < last && (text.flags(at, text.wordEnd(at)) & Words.COMMON) != 0) {
        at = nextWord(text, at);
      }
      return at;
    }
    int at = first;
    while (at < last && !text.isCapital(at)) {
      at = nextWord(text, at);
    }
    return at;
  }

  private static int nextWord(Text text, int start) {
    int at = text.wordEnd(start);
    while (at < text.length && !text.isLetter(at)) {
      at++;
    }
    return at;
  }

  /** 42 Parva Domus 6896 after "address"; Stubben 149 after it too. */
  private static boolean nearCue(Text text, int number, int last, int end, Findings findings) {
    if (text.isLetter(end) || text.at(end) == '%' || text.at(end) == ':') {
      return false;
    }
    int flags = text.flags(last, number - 1);
    if ((flags & (Words.COMMON | Words.FUNCTION)) != 0 && (flags & Words.NAME) == 0) {
      return false;
    }
    int first = startOfName(text, words(text, number - 1), last);
    int before = numberBefore(text, first);
    boolean doubled = before < first;
    if (!doubled && !text.isCapital(first)) {
      return false;
    }
    boolean line = doubled && isLineStart(text, before) && isLineEnd(text, end);
    if (line || text.cueBefore(before, CUE_CHARS, Words.ADDRESS_CUE)) {
      add(text, before, houseEnd(text, end), findings);
      return true;
    }
    return false;
  }

  private static boolean isLineStart(Text text, int start) {
    int at = start;
    while (start - at < 5 && (text.at(at - 1) == ' ' || text.at(at - 1) == '?')) {
      at--;
    }
    return text.at(at - 1) == '\n';
  }

  private static boolean isLineEnd(Text text, int end) {
    return text.at(end) == '\n' || (text.at(end) == ',' && text.isCapital(end + 2));
  }

  private static boolean isDecimal(Text text, int end) {
    return (text.at(end) == '.' || text.at(end) == ',' || text.at(end) == ':')
        && text.isDigit(end + 1);
  }

  private static boolean isHouseLetter(Text text, int end) {
    return text.isLetter(end - 1) && text.isDigit(end - 2);
  }

  private static boolean isHouseNumber(Text text, int start, int end) {
    char before = text.at(start - 1);
    return end - start <= 6
        && before != '.'
        && before != ','
        && before != '$'
        && before != '-'
        && !text.isLetter(start - 1);
  }

  /** Over a house's letter: 12b, 12-14. */
  private static int houseEnd(Text text, int end) {
    if (text.isLetter(end) && !text.isLetterOrDigit(end + 1)) {
      return end + 1;
    }
    if ((text.at(end) == '-' || text.at(end) == '/') && text.isDigit(end + 1)) {
      int after = text.digitsEnd(end + 1);
      return after - end <= 5 ? after : end;
    }
    return end;
  }

  /** Where a number of at most five digits in front begins, else the same place. */
  private static int numberBefore(Text text, int start) {
    int end = start;
    if (text.at(end - 1) != ' ') {
      return start;
    }
    end--;
    if (text.at(end - 1) == ',') {
      end--;
    }
    int digits = text.digitsStart(end);
    boolean number =
        digits < end
            && end - digits <= 5
            && text.at(digits - 1) != '.'
            && text.at(digits - 1) != '-'
            && text.at(digits - 1) != '/'
            && !text.isLetter(digits - 1);
    if (!number) {
      return start;
    }
    int more = text.digitsStart(digits - 1);
    return text.at(digits - 1) == ' '
            && more < digits - 1
            && digits - 1 - more <= 3
            && !text.isLetterOrDigit(more - 1)
        ? more
        : digits;
  }

  /** Before spaces, one comma and line breaks with the marks of quoted lines. */
  private static int separatorStart(Text text, int start) {
    int at = start;
    while (start - at < 8 && at > 0) {
      char c = text.at(at - 1);
      if (!text.isSpace(at - 1) && c != ',' && c != '?' && c != ';' && c != '>') {
        break;
      }
      at--;
    }
    return at;
  }

  private static void add(Text text, int start, int end, Findings findings) {
    findings.add(PiiType.ADDRESS, start, reach(text, end));
  }

  /** Over suites, cities, countries and the postcode after a street line. */
  private static int reach(Text text, int end) {
    int certain = end;
    int at = end;
    boolean commas = true;
    for (int segment = 0; segment < MAX_SEGMENTS; segment++) {
      int start = separatorEnd(text, at);
      if (start == at) {
        break;
      }
      boolean broken = isBroken(text, at, start);
      if (text.isDigit(start)) {
        int digits = text.digitsEnd(start);
        if (digits - start >= 4 && digits - start <= 6 && !text.isLetter(digits)) {
          certain = digits;
          at = digits;
          continue;
        }
        break;
      }
      int word = text.wordEnd(start);
      if (word == start) {
        break;
      }
      int flags = text.flags(start, word);
      if ((flags & (Words.UNIT | Words.BOX)) != 0) {
        int number = text.spacesEnd(text.at(word) == '.' ? word + 1 : word);
        int digits = text.digitsEnd(number);
        if (digits == number) {
          break;
        }
        certain = digits;
        at = digits;
        continue;
      }
      boolean place = isPlaceWord(text, start, word, flags);
      if (!place && !(broken && text.isCapital(start) && (flags & Words.TITLE) == 0)) {
        break;
      }
      int last = placeEnd(text, start);
      if (place && broken && commas && text.isCapital(start) && segment < 4) {
        certain = last;
      } else if (!broken) {
        commas = false;
      }
      at = last;
    }
    return certain;
  }

  private static boolean isBroken(Text text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.at(i) == ',' || text.at(i) == '\n') {
        return text.at(start) != '.';
      }
    }
    return false;
  }

  private static boolean isPlaceWord(Text text, int start, int end, int flags) {
    return (flags & (Words.PLACE | Words.LANDMARK)) != 0
        || ((flags & (Words.FUNCTION | Words.COMMON | Words.TITLE)) == 0
            && (text.isCapital(start) || end - start > 1));
  }

  private static int placeEnd(Text text, int start) {
    int at = text.wordEnd(start);
    for (int words = 0; words < 4; words++) {
      char mark = text.at(at);
      if (mark != ' ' && mark != '-' && mark != '\'' && mark != '.') {
        break;
      }
      int next = mark == '.' && text.at(at + 1) == ' ' ? at + 2 : at + 1;
      int word = text.wordEnd(next);
      int flags = text.flags(next, word);
      boolean small =
          (flags & Words.PARTICLE) != 0
              || text.wordIs(next, word, "of")
              || (text.wordIs(next, word, "and") && text.isCapital(word + 1));
      if (word == next
          || (flags & (Words.UNIT | Words.BOX)) != 0
          || (!small && !text.isCapital(next) && !isPlaceWord(text, next, word, flags))
          || (!small && text.isCapital(start) && !text.isCapital(next))) {
        break;
      }
      at = word;
    }
    return at;
  }

  private static int separatorEnd(Text text, int start) {
    int at = start;
    while (at - start < 8 && at < text.length) {
      char c = text.at(at);
      if (!text.isSpace(at) && c != ',' && c != '?') {
        break;
      }
      at++;
    }
    return at > start && text.at(start) == '?' ? start : at;
  }
}
