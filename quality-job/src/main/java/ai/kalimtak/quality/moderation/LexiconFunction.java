package ai.kalimtak.quality.moderation;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Returns the likeliest listed word of a text; null if there is none, or for a null text. */
final class LexiconFunction implements UDF1<String, Row> {
  private static final long serialVersionUID = 1L;

  static final String PROBABILITY = "probability";
  static final String RULE = "rule";
  static final StructType TYPE =
      new StructType(
          new StructField[] {
            DataTypes.createStructField(PROBABILITY, DataTypes.DoubleType, false),
            DataTypes.createStructField(RULE, DataTypes.StringType, false)
          });

  private final LexiconSettings settings;
  private transient volatile Lexicon lexicon;

  LexiconFunction(LexiconSettings settings) {
    this.settings = settings;
  }

  @Override
  public Row call(String text) {
    ListedWord word = lexicon().find(text);
    return word == null ? null : RowFactory.create(word.probability(), word.rule());
  }

  /** Each executor reads the lists itself; they are not sent to it. */
  private Lexicon lexicon() {
    Lexicon read = lexicon;
    if (read == null) {
      read = new Lexicon(settings);
      lexicon = read;
    }
    return read;
  }
}
