package ai.kalimtak.quality.heuristics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.Candidates;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class HeuristicsTest {
  private static final StructType TEXTS =
      new StructType()
          .add(Candidates.INPUT_TEXT, DataTypes.StringType)
          .add(Candidates.MODEL_OUTPUT, DataTypes.StringType);

  private static final Dataset<Row> ROWS =
      LocalSpark.session()
          .createDataFrame(
              List.of(
                  RowFactory.create("how do I boil an egg?", "Ten minutes."),
                  RowFactory.create("!@#$%^&*()_+{}:<>?", "I cannot assist with that."),
                  RowFactory.create("tell me a joke", "I cannot assist with that."),
                  RowFactory.create("tell me a joke", null),
                  RowFactory.create("tell me a joke", "  "),
                  RowFactory.create(null, "...")),
              TEXTS);

  @Test
  void addsTheFirstReasonAndItsMeasurement() {
    assertThat(
            Heuristics.flag(ROWS, TextRulesTest.settings())
                .selectExpr(Heuristics.REASON, "to_json(" + Heuristics.FIGURES + ") as figures")
                .collectAsList()
                .stream()
                .map(row -> row.getAs(Heuristics.REASON) + " " + row.getAs("figures")))
        .containsExactly(
            "null null",
            "low-quality:symbols {\"input.symbol-share\":1.0,\"limit\":0.7}",
            "low-quality:refusal {\"output.refusal\":1.0,\"limit\":0.0}",
            "null null",
            "null null",
            "low-quality:too-short {\"output.content\":0.0,\"limit\":1.0}");
  }

  @Test
  void judgesEachTextOnce() {
    String plan =
        Heuristics.flag(ROWS, TextRulesTest.settings()).queryExecution().optimizedPlan().toString();
    assertThat(plan.split("prompt rules", -1)).hasSize(2);
    assertThat(plan.split("answer rules", -1)).hasSize(2);
  }

  @Test
  void addsTheSameColumnsWithoutAReasonIfSwitchedOff() {
    Dataset<Row> off =
        Heuristics.flag(ROWS, TextRulesTest.settings("quality.heuristics.enabled=false"));
    assertThat(off.schema()).isEqualTo(Heuristics.flag(ROWS, TextRulesTest.settings()).schema());
    assertThat(off.where(Heuristics.REASON + " is not null").isEmpty()).isTrue();
  }
}
