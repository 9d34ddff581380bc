package ai.kalimtak.bench.heuristics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for cleaning web corpora, as a reference: Gopher's for quality and repetition (Rae et
 * al. 2021, section A.1 and table A1) and C4's (Raffel et al. 2020, section 2.2; at least five
 * sentences, and five words in a line, as in its published code). C4's list of bad words and its
 * comparison across documents are left out because they do not concern form.
 *
 * <p>A dial makes them comparable at any share of junk caught: at 1 they are as published, at 0
 * everything passes, and in between each limit is loosened in proportion. The <em>strictness</em>
 * of a text is the highest dial at which it passes.
 */
final class WebCorpusRules {
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?][\"'”’)]*(?=\\s|$)");
  private static final Set<String> STOP_WORDS =
      Set.of("the", "be", "to", "of", "and", "that", "have", "with");

  /** Rules without a limit to loosen; they apply only at dial 1. */
  private static final double ONLY_AS_PUBLISHED = 1 - 1e-9;

  private WebCorpusRules() {}

  /** Returns the strictness of a text; at least 1 if it passes the rules as published. */
  static double strictness(String text) {
    double strictness = Math.min(quality(text), c4(text));
    return Math.min(strictness, repetition(text));
  }

  private static double quality(String text) {
    String[] words = text.isBlank() ? new String[0] : BLANKS.split(text.strip());
    if (words.length == 0) {
      return 0;
    }
    long characters = 0;
    int alphabetic = 0;
    Set<String> stopWords = new HashSet<>();
    for (String word : words) {
      characters += word.length();
      alphabetic += word.chars().anyMatch(Character::isAlphabetic) ? 1 : 0;
      String folded = word.toLowerCase(Locale.ROOT).replaceAll("\\W", "");
      if (STOP_WORDS.contains(folded)) {
        stopWords.add(folded);
      }
    }
    double mean = (double) characters / words.length;
    double symbols = (count(text, "#") + count(text, "...") + count(text, "…")) / words.length;
    List<String> lines = lines(text);
    double bullets =
        lines.stream().filter(line -> "•-*‣".indexOf(line.charAt(0)) >= 0).count()
            / (double) lines.size();
    double ellipses =
        lines.stream().filter(line -> line.endsWith("...") || line.endsWith("…")).count()
            / (double) lines.size();
    return smallest(
        words.length / 50.0,
        100_000.0 / words.length,
        mean / 3,
        10 / mean,
        atMost(symbols, 0.1),
        atMost(bullets, 0.9),
        atMost(ellipses, 0.3),
        alphabetic / (0.8 * words.length),
        stopWords.size() / 2.0);
  }

  private static double c4(String text) {
    int kept = 0;
    int sentences = 0;
    for (String line : lines(text)) {
      boolean ended = line.matches("(?s).*[.!?\"”]$") && !line.endsWith("...");
      if (ended
          && BLANKS.split(line).length >= 5
          && !line.toLowerCase(Locale.ROOT).contains("javascript")) {
        kept++;
        sentences += (int) SENTENCE_END.matcher(line).results().count();
      }
    }
    double binary =
        kept == 0 || text.contains("{") || text.toLowerCase(Locale.ROOT).contains("lorem ipsum")
            ? ONLY_AS_PUBLISHED
            : 1;
    // If loosened, incomplete lines count too; otherwise no chat turn would have a sentence.
    int anySentences = (int) SENTENCE_END.matcher(text).results().count();
    double enough = sentences >= 5 ? 1 : Math.min(ONLY_AS_PUBLISHED, anySentences / 5.0);
    return Math.min(binary, enough);
  }

  private static double repetition(String text) {
    List<String> lines = lines(text);
    List<String> paragraphs =
        List.of(text.split("\\n\\s*\\n")).stream()
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .toList();
    String[] words = BLANKS.split(text.strip());
    double strictness =
        smallest(
            atMost(repeatedShare(lines, false), 0.3),
            atMost(repeatedShare(paragraphs, false), 0.3),
            atMost(repeatedShare(lines, true), 0.2),
            atMost(repeatedShare(paragraphs, true), 0.2));
    double[] top = {0.2, 0.18, 0.16};
    for (int n = 2; n <= 4; n++) {
      strictness = Math.min(strictness, atMost(topShare(words, n), top[n - 2]));
    }
    double[] repeated = {0.15, 0.14, 0.13, 0.12, 0.11, 0.1};
    for (int n = 5; n <= 10; n++) {
      strictness = Math.min(strictness, atMost(repeatedShare(words, n), repeated[n - 5]));
    }
    return strictness;
  }

  private static double smallest(double... values) {
    double smallest = 1;
    for (double value : values) {
      smallest = Math.min(smallest, value);
    }
    return smallest;
  }

  private static double atMost(double value, double limit) {
    return value <= limit ? 1 : limit / value;
  }

  private static List<String> lines(String text) {
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.isEmpty() ? List.of(" ") : lines;
  }

  private static double count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private static double repeatedShare(List<String> parts, boolean byCharacters) {
    Set<String> seen = new HashSet<>();
    double all = 0;
    double repeated = 0;
    for (String part : parts) {
      double weight = byCharacters ? part.length() : 1;
      all += weight;
      repeated += seen.add(part) ? 0 : weight;
    }
    return all == 0 ? 0 : repeated / all;
  }

  private static double topShare(String[] words, int n) {
    Map<String, Integer> counts = new HashMap<>();
    for (String gram : grams(words, n)) {
      counts.merge(gram, 1, Integer::sum);
    }
    // A sequence that occurs once is not a repetition.
    double most =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() > 1)
            .mapToInt(entry -> entry.getKey().replace(" ", "").length() * entry.getValue())
            .max()
            .orElse(0);
    return most / Math.max(1, String.join("", words).length());
  }

  private static double repeatedShare(String[] words, int n) {
    Set<String> seen = new HashSet<>();
    boolean[] covered = new boolean[words.length];
    List<String> grams = grams(words, n);
    for (int i = 0; i < grams.size(); i++) {
      if (!seen.add(grams.get(i))) {
        for (int j = i; j < i + n; j++) {
          covered[j] = true;
        }
      }
    }
    double all = 0;
    double repeated = 0;
    for (int i = 0; i < words.length; i++) {
      all += words[i].length();
      repeated += covered[i] ? words[i].length() : 0;
    }
    return all == 0 ? 0 : repeated / all;
  }

  private static List<String> grams(String[] words, int n) {
    List<String> grams = new ArrayList<>();
    for (int i = 0; i + n <= words.length; i++) {
      grams.add(String.join(" ", List.of(words).subList(i, i + n)));
    }
    return grams;
  }
}
