package ai.kalimtak.quality.heuristics;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.spark.NativeCall;
import ai.kalimtak.quality.steps.CurationStep;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The step that flags rows whose texts are of no use to learn from, by the form of each text. */
public final class Heuristics {
  /** The column with {@code low-quality:<rule>}; null if the row breaks no rule. */
  public static final String REASON = "heuristic_reason";

  /**
   * The column with the measurement that decided, such as {@code output.symbol-share -> 0.93, limit
   * -> 0.7}; null if the row breaks no rule.
   */
  public static final String FIGURES = "heuristic_figures";

  private static final String INPUT_JUDGEMENT = "input_judgement";
  private static final String OUTPUT_JUDGEMENT = "output_judgement";
  private static final String RULE = "rule";
  private static final String FIGURE = "figure";
  private static final String VALUE = "value";
  private static final String LIMIT = "limit";
  private static final StructType JUDGEMENT =
      new StructType()
          .add(RULE, DataTypes.StringType)
          .add(FIGURE, DataTypes.StringType)
          .add(VALUE, DataTypes.DoubleType)
          .add(LIMIT, DataTypes.DoubleType);

  private Heuristics() {}

  /**
   * Adds {@link #REASON} and {@link #FIGURES} from {@code input_text} and {@code model_output}: the
   * first rule that the prompt breaks, otherwise the first that the answer breaks. A text that is
   * null or blank breaks none; another step decides whether it may be missing. Keeps every row; no
   * shuffle. If the step is switched off, both columns are null.
   */
  public static Dataset<Row> flag(Dataset<Row> rows, HeuristicsSettings settings) {
    if (!settings.enabled()) {
      return rows.withColumn(REASON, lit(null).cast(DataTypes.StringType))
          .withColumn(
              FIGURES,
              lit(null).cast(DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType)));
    }
    TextRules rules = new TextRules(settings);
    Column input = col(INPUT_JUDGEMENT);
    Column output = col(OUTPUT_JUDGEMENT);
    // Each judgement is read more than once; as a column, it is computed once.
    return rows.withColumn(INPUT_JUDGEMENT, judge(new OfPrompt(rules), col(Candidates.INPUT_TEXT)))
        .withColumn(
            OUTPUT_JUDGEMENT,
            when(input.isNull(), judge(new OfAnswer(rules), col(Candidates.MODEL_OUTPUT))))
        .withColumn(
            REASON,
            CurationStep.LOW_QUALITY.reason(coalesce(input.getField(RULE), output.getField(RULE))))
        .withColumn(
            FIGURES,
            when(input.isNotNull(), figures("input.", input))
                .when(output.isNotNull(), figures("output.", output)))
        .drop(INPUT_JUDGEMENT, OUTPUT_JUDGEMENT);
  }

  private static Column figures(String prefix, Column judgement) {
    return map(
        concat(lit(prefix), judgement.getField(FIGURE)),
        judgement.getField(VALUE),
        lit(LIMIT),
        judgement.getField(LIMIT));
  }

  /** A function from a text to a judgement; public for the code that Spark generates. */
  public interface TextJudge extends Serializable {
    InternalRow apply(UTF8String text);
  }

  private record OfPrompt(TextRules rules) implements TextJudge {
    @Override
    public InternalRow apply(UTF8String text) {
      return row(isBlank(text) ? Optional.empty() : rules.ofPrompt(text.toString()));
    }

    @Override
    public String toString() {
      return "prompt rules";
    }
  }

  private record OfAnswer(TextRules rules) implements TextJudge {
    @Override
    public InternalRow apply(UTF8String text) {
      return row(isBlank(text) ? Optional.empty() : rules.ofAnswer(text.toString()));
    }

    @Override
    public String toString() {
      return "answer rules";
    }
  }

  private static boolean isBlank(UTF8String text) {
    return text.trim().numBytes() == 0;
  }

  /** Returns the fields of {@link #JUDGEMENT} as Spark stores them; null for none. */
  private static InternalRow row(Optional<Judgement> judgement) {
    return judgement
        .map(
            found ->
                new GenericInternalRow(
                    new Object[] {
                      UTF8String.fromString(found.rule()),
                      UTF8String.fromString(found.figure()),
                      found.value(),
                      found.limit()
                    }))
        .orElse(null);
  }

  private static Column judge(TextJudge judge, Column text) {
    return NativeCall.ofText(judge, TextJudge.class, "apply", JUDGEMENT, text);
  }
}
