package ai.kalimtak.quality.heuristics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.optimaize.langdetect.profiles.LanguageProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How letters follow each other in 68 languages, and which of them a text resembles most.
 *
 * <p>The counts of one to three letters are the profiles of {@code language-detector} (optimaize,
 * Apache-2.0; Nakatani Shuyo's method, "Language Detection Library for Java", 2010). That library
 * answers which language is the likeliest of those it knows, and so finds one in any run of keys;
 * here the same counts also say how likely the text is in that language: the mean of ln P(letter |
 * the two before it) over the letters of its words, backing off to one letter and to none where the
 * profile has cut the rare ones (Brants et al. 2007, "stupid backoff"). Written text has about -2.2
 * to -3 in its own language, keys hit at random about -5.5.
 *
 * <p>One table, built once for a JVM in about a second (2 MB); scoring makes no strings. Instances
 * are immutable.
 */
final class LanguageProfiles {
  /** All of the library's but Aragonese, Asturian and Occitan, which short Spanish or French is. */
  private static final String[] NAMES =
      ("af ar be bg bn br ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr ht hu id is"
              + " it ja km kn ko lt lv mk ml mr ms mt ne nl no pa pl pt ro ru sk sl so sq sr sv sw"
              + " ta te th tl tr uk ur vi yi zh-CN zh-TW")
          .split(" ");

  private static final int ENGLISH = List.of(NAMES).indexOf("en");
  private static final double UNSEEN_PAIR = 0.2;
  private static final double UNSEEN_LETTER = 0.02;
  private static final double RAREST_LETTER = 1e-5;

  /** Below any joint probability of three letters that a profile keeps. */
  private static final double NEGLIGIBLE = 1e-6;

  private static final int COMPARED = 3;
  private static final int WINDOW = 512;
  private static final int WINDOWS = 4;

  private final long[] keys;
  private final int[] starts;
  private final byte[] languages;
  private final float[] conditional;
  private final float[] evidence;

  /**
   * The conditional probabilities of English again, by place; NaN where it has not got the gram.
   */
  private final float[] english;

  /**
   * What a text looks like.
   *
   * @param language two letters as a rule (ISO 639-1); empty where no letter was judged
   * @param likelihood mean ln P(letter | two before it) in that language
   * @param judged letters that were looked at
   * @param allowed the same mean in the likeliest of the allowed languages
   */
  record Likeness(String language, double likelihood, int judged, double allowed) {
    static final Likeness NONE = new Likeness("", 0, 0, 0);
  }

  private static final class Holder {
    static final LanguageProfiles INSTANCE = new LanguageProfiles();
  }

  static LanguageProfiles shared() {
    return Holder.INSTANCE;
  }

  /** The languages' names as settings use them: zh for both kinds of Chinese. */
  static Set<String> known() {
    Set<String> names = new TreeSet<>();
    for (String name : NAMES) {
      names.add(plain(name));
    }
    return names;
  }

  private static String plain(String profile) {
    return profile.startsWith("zh") ? "zh" : profile;
  }

  private LanguageProfiles() {
    Map<Long, List<long[]>> postings = new HashMap<>(200_000);
    double[][] joint = new double[NAMES.length][];
    List<Map<Long, Long>> counts = new ArrayList<>();
    for (int language = 0; language < NAMES.length; language++) {
      Map<Long, Long> grams = new HashMap<>();
      joint[language] = read(NAMES[language], grams);
      counts.add(grams);
      for (Map.Entry<Long, Long> gram : grams.entrySet()) {
        postings
            .computeIfAbsent(gram.getKey(), key -> new ArrayList<>(2))
            .add(new long[] {language, gram.getValue()});
      }
    }
    int capacity = Integer.highestOneBit(postings.size() * 2) * 2;
    keys = new long[capacity];
    starts = new int[capacity + 1];
    int total = postings.values().stream().mapToInt(List::size).sum();
    languages = new byte[total];
    conditional = new float[total];
    evidence = new float[total];
    english = new float[capacity];
    Arrays.fill(english, Float.NaN);
    place(postings, counts, joint);
  }

  private void place(
      Map<Long, List<long[]>> postings, List<Map<Long, Long>> counts, double[][] joint) {
    for (long key : postings.keySet()) {
      int slot = slot(key);
      while (keys[slot] != 0) {
        slot = (slot + 1) & (keys.length - 1);
      }
      keys[slot] = key;
    }
    int next = 0;
    for (int slot = 0; slot < keys.length; slot++) {
      starts[slot] = next;
      if (keys[slot] == 0) {
        continue;
      }
      long key = keys[slot];
      int size = size(key);
      for (long[] posting : postings.get(key)) {
        int language = (int) posting[0];
        double count = posting[1];
        double total = joint[language][size - 1];
        long before = key >>> 16;
        double given =
            before == 0 ? total : counts.get(language).getOrDefault(before, posting[1]).longValue();
        languages[next] = (byte) language;
        conditional[next] = (float) Math.log(Math.min(1, count / given));
        if (language == ENGLISH) {
          english[slot] = conditional[next];
        }
        evidence[next] = (float) Math.log1p(count / total / NEGLIGIBLE);
        next++;
      }
    }
    starts[keys.length] = next;
  }

  /** Fills in the counts, lower-cased; returns the totals by length. */
  private static double[] read(String name, Map<Long, Long> grams) {
    try (InputStream in = LanguageProfile.class.getResourceAsStream("/languages/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no profile of the language " + name);
      }
      JsonNode profile = new ObjectMapper().readTree(in);
      for (Map.Entry<String, JsonNode> field : profile.get("freq").properties()) {
        String gram = field.getKey().toLowerCase(Locale.ROOT);
        if (gram.length() <= 3) {
          grams.merge(key(gram), field.getValue().asLong(), Long::sum);
        }
      }
      double[] totals = new double[3];
      for (int i = 0; i < totals.length; i++) {
        totals[i] = Math.max(1, profile.get("n_words").path(i).asDouble());
      }
      return totals;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long key(String gram) {
    long key = 0;
    for (int i = 0; i < gram.length(); i++) {
      key = key << 16 | gram.charAt(i);
    }
    return key;
  }

  private static int size(long key) {
    return key >>> 32 != 0 ? 3 : key >>> 16 != 0 ? 2 : 1;
  }

  private int slot(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 40) & (keys.length - 1);
  }

  /** The table's place of a gram, or -1. */
  private int find(long key) {
    int slot = slot(key);
    while (keys[slot] != 0) {
      if (keys[slot] == key) {
        return slot;
      }
      slot = (slot + 1) & (keys.length - 1);
    }
    return -1;
  }

  private float conditional(long key, int language) {
    int slot = find(key);
    if (slot >= 0 && language == ENGLISH) {
      return english[slot];
    }
    if (slot >= 0) {
      for (int i = starts[slot]; i < starts[slot + 1]; i++) {
        if (languages[i] == language) {
          return conditional[i];
        }
      }
    }
    return Float.NaN;
  }

  private double likelihood(long gram, int language) {
    float three = conditional(gram, language);
    if (!Float.isNaN(three)) {
      return three;
    }
    float two = conditional(gram & 0xFFFFFFFFL, language);
    if (!Float.isNaN(two)) {
      return two + Math.log(UNSEEN_PAIR);
    }
    float one = conditional(gram & 0xFFFF, language);
    return Math.log(UNSEEN_LETTER)
        + (Float.isNaN(one) ? Math.log(RAREST_LETTER) : Math.max(one, Math.log(RAREST_LETTER)));
  }

  /**
   * Whether a text is at least so likely in some language, which {@link #likeness} of all would say
   * too: English, which most texts are in, is asked first, and mostly spares asking the others.
   */
  boolean isLanguage(String text, double minLikelihood, int fewestLetters) {
    long[] grams = grams(text);
    if (grams.length < fewestLetters) {
      return true;
    }
    double sum = 0;
    for (long gram : grams) {
      sum += likelihood(gram, ENGLISH);
    }
    return sum / grams.length >= minLikelihood
        || likeness(grams, Set.of()).likelihood() >= minLikelihood;
  }

  /**
   * The language that a text is likeliest in. Of a long text four windows of 512 characters are
   * looked at, evenly spread.
   *
   * @param allowed as {@link #known} names them; empty for all
   */
  Likeness likeness(String text, Set<String> allowed) {
    return likeness(grams(text), allowed);
  }

  private Likeness likeness(long[] grams, Set<String> allowed) {
    if (grams.length == 0) {
      return Likeness.NONE;
    }
    double[] scores = new double[NAMES.length];
    for (long gram : grams) {
      int slot = find(gram);
      if (slot >= 0) {
        for (int i = starts[slot]; i < starts[slot + 1]; i++) {
          scores[languages[i]] += evidence[i];
        }
      }
    }
    Best all = best(grams, scores, Set.of());
    Best permitted = allowed.isEmpty() ? all : best(grams, scores, allowed);
    return new Likeness(
        plain(NAMES[all.language]), all.likelihood, grams.length, permitted.likelihood);
  }

  private record Best(int language, double likelihood) {}

  /** Of the few with the most evidence the one with the highest mean. */
  private Best best(long[] grams, double[] scores, Set<String> allowed) {
    double[] left = scores.clone();
    Best best = null;
    for (int round = 0; round < COMPARED; round++) {
      int leader = -1;
      for (int language = 0; language < left.length; language++) {
        boolean open = allowed.isEmpty() || allowed.contains(plain(NAMES[language]));
        if (open && left[language] >= 0 && (leader < 0 || left[language] > left[leader])) {
          leader = language;
        }
      }
      if (leader < 0) {
        break;
      }
      left[leader] = -1;
      double sum = 0;
      for (long gram : grams) {
        sum += likelihood(gram, leader);
      }
      if (best == null || sum / grams.length > best.likelihood) {
        best = new Best(leader, sum / grams.length);
      }
    }
    if (best == null) {
      throw new IllegalStateException("no known language is allowed");
    }
    return best;
  }

  /**
   * Each letter with the two before it; a word begins and ends with a blank. Letters that touch a
   * digit are an identifier's, and left out.
   */
  private static long[] grams(String text) {
    int step = Math.max(WINDOW, (text.length() - WINDOW) / (WINDOWS - 1));
    long[] grams = new long[Math.min(text.length(), WINDOW * WINDOWS) + WINDOWS + 1];
    int count = 0;
    for (int window = 0; window < WINDOWS && window * step < text.length(); window++) {
      int end = Math.min(text.length(), window * step + WINDOW);
      long gram = ' ';
      int before = count;
      boolean inWord = false;
      boolean identifier = false;
      for (int i = window * step; i < end; i++) {
        char letter = text.charAt(i);
        if (Character.isLetter(letter) && !isIdeograph(letter)) {
          gram = (gram << 16 | Character.toLowerCase(letter)) & 0xFFFFFFFFFFFFL;
          if (inWord) {
            grams[count++] = gram;
          }
          inWord = true;
        } else if (Character.isDigit(letter)) {
          identifier = true;
        } else if (letter != '\'' && letter != '’' && !isMark(letter)) {
          // Those are parts of words in some languages, and not in the profiles.
          if (inWord) {
            grams[count++] = (gram << 16 | ' ') & 0xFFFFFFFFFFFFL;
          }
          count = identifier ? before : count;
          before = count;
          gram = ' ';
          inWord = false;
          identifier = false;
        }
      }
      if (inWord && end == text.length()) {
        grams[count++] = (gram << 16 | ' ') & 0xFFFFFFFFFFFFL;
      }
      count = identifier ? before : count;
    }
    return Arrays.copyOf(grams, count);
  }

  static boolean isIdeograph(char letter) {
    return lies(letter, '\u2E80', '\uA4CF')
        || lies(letter, '\uAC00', '\uD7AF')
        || lies(letter, '\uF900', '\uFAFF')
        || lies(letter, '\u1100', '\u11FF');
  }

  private static boolean lies(char letter, char first, char last) {
    return letter >= first && letter <= last;
  }

  private static boolean isMark(char letter) {
    return letter >= '\u0300' && letter <= '\u036F';
  }
}
