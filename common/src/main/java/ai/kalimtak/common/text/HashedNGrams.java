package ai.kalimtak.common.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * A pipeline stage that turns a text into the counts of its hashed n-grams (feature hashing,
 * Weinberger et al. 2009), without the intermediate arrays of strings that MLlib's Tokenizer, NGram
 * and HashingTF create. The text is converted to lower case. Words are runs of letters and digits;
 * character n-grams stay within a word, padded by a space on either side. Counts are damped to 1 +
 * ln(count), and each row is scaled to unit length. A null text gives an empty vector.
 *
 * <p>Columns: reads {@code inputCol} (string), adds {@code outputCol} (sparse vector).
 */
public final class HashedNGrams extends TextStage {
  private static final long serialVersionUID = 1L;

  private final BooleanParam characters;
  private final IntParam shortest;
  private final IntParam longest;
  private final IntParam features;

  public HashedNGrams() {
    this(Identifiable$.MODULE$.randomUID("hashedNGrams"));
  }

  /** Called by MLlib when it loads a saved pipeline. */
  public HashedNGrams(String uid) {
    super(uid, "the vector");
    this.characters = new BooleanParam(this, "characters", "n-grams of characters, not of words");
    this.shortest = new IntParam(this, "shortest", "shortest n-gram, at least 1");
    this.longest = new IntParam(this, "longest", "longest n-gram");
    this.features = new IntParam(this, "features", "size of the vector");
  }

  /** Returns a stage for n-grams of {@code shortest} to {@code longest} words. */
  public static HashedNGrams ofWords(
      String input, String output, int shortest, int longest, int features) {
    return configured(input, output, false, shortest, longest, features);
  }

  /** Returns a stage for n-grams of {@code shortest} to {@code longest} characters inside words. */
  public static HashedNGrams ofCharacters(
      String input, String output, int shortest, int longest, int features) {
    return configured(input, output, true, shortest, longest, features);
  }

  public BooleanParam characters() {
    return characters;
  }

  public IntParam shortest() {
    return shortest;
  }

  public IntParam longest() {
    return longest;
  }

  public IntParam features() {
    return features;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    Counter counter =
        new Counter(
            (Boolean) $(characters),
            (Integer) $(shortest),
            (Integer) $(longest),
            (Integer) $(features));
    return dataset.withColumn(
        $(outputCol()),
        functions.udf(counter, SQLDataTypes.VectorType()).apply(dataset.col($(inputCol()))));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return withOutput(schema, SQLDataTypes.VectorType(), false);
  }

  private static HashedNGrams configured(
      String input, String output, boolean characters, int shortest, int longest, int features) {
    HashedNGrams stage = new HashedNGrams();
    stage.between(input, output);
    stage.set(stage.characters, characters);
    stage.set(stage.shortest, shortest);
    stage.set(stage.longest, longest);
    stage.set(stage.features, features);
    return stage;
  }

  /** The counting that executors run. */
  static final class Counter implements UDF1<String, Vector> {
    private static final long serialVersionUID = 1L;
    private static final Pattern NOT_IN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final int SEED = 42;

    private final boolean characters;
    private final int shortest;
    private final int longest;
    private final int features;

    Counter(boolean characters, int shortest, int longest, int features) {
      this.characters = characters;
      this.shortest = shortest;
      this.longest = longest;
      this.features = features;
    }

    @Override
    public Vector call(String text) {
      Map<Integer, Integer> counts = new HashMap<>();
      if (text != null) {
        String[] words = NOT_IN_WORDS.split(text.toLowerCase(Locale.ROOT).strip());
        if (characters) {
          countCharacters(words, counts);
        } else {
          countWords(words, counts);
        }
      }
      int[] indices = counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
      double[] values =
          Arrays.stream(indices).mapToDouble(index -> 1 + Math.log(counts.get(index))).toArray();
      double length = Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
      return Vectors.sparse(
          features, indices, Arrays.stream(values).map(value -> value / length).toArray());
    }

    private void countWords(String[] words, Map<Integer, Integer> counts) {
      for (int size = shortest; size <= longest; size++) {
        for (int start = 0; start + size <= words.length; start++) {
          String gram = String.join(" ", Arrays.asList(words).subList(start, start + size));
          if (!gram.isEmpty()) {
            count(gram, counts);
          }
        }
      }
    }

    private void countCharacters(String[] words, Map<Integer, Integer> counts) {
      for (String word : words) {
        if (!word.isEmpty()) {
          String padded = " " + word + " ";
          for (int size = shortest; size <= longest; size++) {
            for (int start = 0; start + size <= padded.length(); start++) {
              count(padded.substring(start, start + size), counts);
            }
          }
        }
      }
    }

    private void count(String gram, Map<Integer, Integer> counts) {
      byte[] bytes = gram.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      int hash =
          Murmur3_x86_32.hashUnsafeBytes2(
              bytes, org.apache.spark.unsafe.Platform.BYTE_ARRAY_OFFSET, bytes.length, SEED);
      counts.merge(Math.floorMod(hash, features), 1, Integer::sum);
    }
  }
}
