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

/**
 * The {@link LetterGrams} of many languages in one hash table with open addressing, each with the
 * languages that have it. Looking one up creates no objects. Immutable.
 */
final class GramTable {
  /** Below any joint probability of three letters that a profile keeps. */
  private static final double NEGLIGIBLE = 1e-6;

  private final long[] grams;

  /** For each place of a gram, where its entries begin in the arrays below. */
  private final int[] starts;

  private final byte[] languages;
  private final float[] conditional;
  private final float[] evidence;

  private final int favorite;

  /** The favorite's conditional probabilities again, by place; NaN if it lacks the gram. */
  private final float[] favoriteConditional;

  /** A gram's entry in the profile of one language. */
  private record Posting(int language, long count) {}

  /** One language's counts by gram, and their totals by length. */
  private record Profile(Map<Long, Long> counts, List<Double> totals) {}

  /**
   * Reads the profiles of languages, which are then named by their places in the list.
   *
   * @param names files of {@code language-detector}
   * @param favorite the language whose probabilities are looked up fastest
   */
  GramTable(List<String> names, int favorite) {
    List<Profile> profiles = names.stream().map(GramTable::read).toList();
    Map<Long, List<Posting>> postings = new HashMap<>(200_000);
    for (int language = 0; language < profiles.size(); language++) {
      for (Map.Entry<Long, Long> gram : profiles.get(language).counts().entrySet()) {
        postings
            .computeIfAbsent(gram.getKey(), key -> new ArrayList<>(2))
            .add(new Posting(language, gram.getValue()));
      }
    }
    int capacity = Integer.highestOneBit(postings.size() * 2) * 2;
    int total = postings.values().stream().mapToInt(List::size).sum();
    this.favorite = favorite;
    grams = new long[capacity];
    starts = new int[capacity + 1];
    languages = new byte[total];
    conditional = new float[total];
    evidence = new float[total];
    favoriteConditional = new float[capacity];
    Arrays.fill(favoriteConditional, Float.NaN);
    postings.keySet().forEach(this::place);
    fill(postings, profiles);
  }

  private void place(long gram) {
    int slot = slot(gram);
    while (grams[slot] != 0) {
      slot = (slot + 1) & (grams.length - 1);
    }
    grams[slot] = gram;
  }

  private void fill(Map<Long, List<Posting>> postings, List<Profile> profiles) {
    int next = 0;
    for (int slot = 0; slot < grams.length; slot++) {
      starts[slot] = next;
      long gram = grams[slot];
      if (gram == 0) {
        continue;
      }
      long before = LetterGrams.withoutLast(gram);
      for (Posting posting : postings.get(gram)) {
        Profile profile = profiles.get(posting.language());
        double count = posting.count();
        double total = profile.totals().get(LetterGrams.length(gram) - 1);
        double given =
            before == 0
                ? total
                : profile.counts().getOrDefault(before, posting.count()).longValue();
        languages[next] = (byte) posting.language();
        conditional[next] = (float) Math.log(Math.min(1, count / given));
        if (posting.language() == favorite) {
          favoriteConditional[slot] = conditional[next];
        }
        evidence[next] = (float) Math.log1p(count / total / NEGLIGIBLE);
        next++;
      }
    }
    starts[grams.length] = next;
  }

  private static Profile read(String name) {
    try (InputStream in = LanguageProfile.class.getResourceAsStream("/languages/" + name)) {
      if (in == null) {
        throw new IllegalStateException("language-detector has no profile named " + name);
      }
      JsonNode profile = new ObjectMapper().readTree(in);
      Map<Long, Long> counts = new HashMap<>();
      for (Map.Entry<String, JsonNode> field : profile.get("freq").properties()) {
        String gram = field.getKey().toLowerCase(Locale.ROOT);
        if (gram.length() <= LetterGrams.LONGEST) {
          counts.merge(LetterGrams.number(gram), field.getValue().asLong(), Long::sum);
        }
      }
      List<Double> totals = new ArrayList<>();
      for (int i = 0; i < LetterGrams.LONGEST; i++) {
        totals.add(Math.max(1, profile.get("n_words").path(i).asDouble()));
      }
      return new Profile(counts, totals);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int slot(long gram) {
    long mixed = gram * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 40) & (grams.length - 1);
  }

  /** Returns the place of a gram; -1 if no language has it. */
  private int find(long gram) {
    int slot = slot(gram);
    while (grams[slot] != 0) {
      if (grams[slot] == gram) {
        return slot;
      }
      slot = (slot + 1) & (grams.length - 1);
    }
    return -1;
  }

  /** Adds to each language's score how much a gram speaks for it. */
  void addEvidence(long gram, double[] scores) {
    int slot = find(gram);
    if (slot >= 0) {
      for (int i = starts[slot]; i < starts[slot + 1]; i++) {
        scores[languages[i]] += evidence[i];
      }
    }
  }

  /** Returns ln P(last letter | those before it); NaN if the language lacks the gram. */
  float conditional(long gram, int language) {
    int slot = find(gram);
    if (slot >= 0 && language == favorite) {
      return favoriteConditional[slot];
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
}
