package ai.kalimtak.quality;

import com.modernmt.text.profanity.ProfanityFilter;
import java.util.List;
import org.apache.spark.sql.api.java.UDF1;

/** Whether a text holds a word of the lexicon, at word boundaries; null holds none. */
final class Lexicon implements UDF1<String, Boolean> {
  private static final long serialVersionUID = 1L;

  private final List<String> languages;
  private final float threshold;
  private transient ProfanityFilter filter;

  Lexicon(List<String> languages, double threshold) {
    this.languages = List.copyOf(languages);
    this.threshold = (float) threshold;
  }

  static boolean knows(String language) {
    return ProfanityFilter.class.getResource("dictionary." + language) != null;
  }

  @Override
  public synchronized Boolean call(String text) {
    if (text == null || text.isBlank()) {
      return false;
    }
    if (filter == null) {
      filter = new ProfanityFilter(threshold);
    }
    return languages.stream().anyMatch(language -> filter.test(language, text));
  }
}
