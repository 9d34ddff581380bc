package ai.kalimtak.bench.duplicates;

import ai.kalimtak.bench.workbench.JsonLines;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Texts of the real data sets, and documents composed of their sentences. */
final class RealTexts {
  static final String CHAT = "topical-chat-interactions.jsonl.gz";
  static final String QUESTIONS = "disfl-qa-pairs.jsonl.gz";
  private static final String PROMPTS = "awesome-prompts.jsonl.gz";
  private static final String PREFERENCES = "pandalm-preferences.jsonl.gz";
  private static final String COMMANDS = "clinc150-train.jsonl.gz";

  static final List<String> FILES = List.of(CHAT, QUESTIONS, PROMPTS, PREFERENCES, COMMANDS);

  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n+");
  private static final Pattern FOLDED = Pattern.compile("[\\p{P}\\s\\p{Z}]+");

  static final StructType DOCUMENT =
      new StructType()
          .add(NearDuplicateTexts.TEXT_KEY, DataTypes.StringType)
          .add(NearDuplicateTexts.INTERACTION_ID, DataTypes.StringType)
          .add(NearDuplicateTexts.SUBJECT_KEY, DataTypes.StringType)
          .add(NearDuplicateTexts.FOLDED_INPUT, DataTypes.StringType)
          .add(NearDuplicateTexts.FOLDED_OUTPUT, DataTypes.StringType);

  private final Path folder;

  RealTexts(Path folder) {
    this.folder = folder;
  }

  /** Returns one value per record of a file. */
  <T> List<T> read(String file, Function<JsonNode, T> value) throws IOException {
    return JsonLines.read(folder.resolve(file), value);
  }

  /** Returns commands, from domains without questions, to mix with the questions. */
  List<String> commands() throws IOException {
    return read(COMMANDS, record -> fold(record.path("text").asText()));
  }

  /** Returns every distinct folded sentence of 20 to 200 characters. */
  List<String> sentences() throws IOException {
    Set<String> sentences = new LinkedHashSet<>();
    read(CHAT, record -> addSentences(record, "model_output", sentences));
    read(PROMPTS, record -> addSentences(record, "prompt", sentences));
    for (String field : List.of("input", "response1", "response2")) {
      read(PREFERENCES, record -> addSentences(record, field, sentences));
    }
    read(QUESTIONS, record -> addSentences(record, "original", sentences));
    return List.copyOf(sentences);
  }

  private static boolean addSentences(JsonNode record, String field, Set<String> sentences) {
    for (String sentence : SENTENCE_END.split(record.path(field).asText())) {
      String folded = fold(sentence);
      if (folded.length() >= 20 && folded.length() <= 200) {
        sentences.add(folded);
      }
    }
    return true;
  }

  static String fold(String text) {
    return FOLDED.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }

  /**
   * Creates documents with one or two input sentences and three to six output sentences, 300 to 600
   * characters in all; deterministic by number.
   *
   * @param edited share of documents that are copies with one or two words replaced
   */
  static Dataset<Row> documents(
      SparkSession spark,
      Broadcast<List<String>> sentences,
      long from,
      long to,
      double edited,
      int partitions) {
    return keyed(
        spark
            .range(from, to, 1, partitions)
            .map(
                (MapFunction<Long, Row>) number -> document(sentences.value(), number, edited),
                Encoders.row(DOCUMENT)));
  }

  /** Adds the key of each text. */
  static Dataset<Row> keyed(Dataset<Row> documents) {
    return documents.withColumn(
        NearDuplicateTexts.TEXT_KEY,
        functions.md5(
            functions
                .concat_ws(
                    "\u0001",
                    functions.col(NearDuplicateTexts.FOLDED_INPUT),
                    functions.col(NearDuplicateTexts.FOLDED_OUTPUT))
                .cast("binary")));
  }

  /** Includes {@code base}, the number of the document from which its sentences come. */
  static Dataset<Row> withBase(Dataset<Row> documents, double edited) {
    return documents.withColumn(
        "base",
        functions
            .udf((String id) -> base(Long.parseLong(id.substring(2)), edited), DataTypes.LongType)
            .apply(functions.col(NearDuplicateTexts.INTERACTION_ID)));
  }

  /** Joins input and output into one text. */
  static Column joined() {
    return functions.concat_ws(
        " ",
        functions.col(NearDuplicateTexts.FOLDED_INPUT),
        functions.col(NearDuplicateTexts.FOLDED_OUTPUT));
  }

  private static long base(long number, double edited) {
    SplittableRandom dice = dice(number);
    return number > 0 && dice.nextDouble() < edited ? dice.nextLong(number) : number;
  }

  private static SplittableRandom dice(long number) {
    return new SplittableRandom(number * 0x9E3779B97F4A7C15L);
  }

  private static Row document(List<String> sentences, long number, double edited) {
    SplittableRandom dice = dice(number);
    boolean isEdit = number > 0 && dice.nextDouble() < edited;
    SplittableRandom text =
        new SplittableRandom((isEdit ? dice.nextLong(number) : number) * 0xD1B54A32D192ED03L);
    String input = compose(sentences, text, 40 + text.nextInt(80));
    String output = compose(sentences, text, 220 + text.nextInt(200));
    return RowFactory.create(
        null,
        String.format(Locale.ROOT, "i-%010d", number),
        "s-" + number % 5000,
        input,
        isEdit ? edit(output, dice, sentences) : output);
  }

  private static String compose(List<String> sentences, SplittableRandom dice, int characters) {
    StringBuilder text = new StringBuilder();
    while (text.length() < characters) {
      text.append(text.isEmpty() ? "" : " ").append(sentences.get(dice.nextInt(sentences.size())));
    }
    return text.toString();
  }

  /** Replaces one or two words with words of a random sentence. */
  private static String edit(String text, SplittableRandom dice, List<String> sentences) {
    String edited = text;
    for (int times = 1 + dice.nextInt(2); times > 0; times--) {
      edited = replaceWord(edited, dice, sentences);
    }
    return edited;
  }

  static String replaceWord(String text, SplittableRandom dice, List<String> sentences) {
    String[] words = text.split(" ");
    String[] others = sentences.get(dice.nextInt(sentences.size())).split(" ");
    words[dice.nextInt(words.length)] = others[dice.nextInt(others.length)];
    return String.join(" ", words);
  }
}
