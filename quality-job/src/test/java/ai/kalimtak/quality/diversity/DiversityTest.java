package ai.kalimtak.quality.diversity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.Candidates;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class DiversityTest {
  private static final StructType SCHEMA =
      new StructType()
          .add(Candidates.INTERACTION_ID, DataTypes.StringType)
          .add(Candidates.DOMAIN, DataTypes.StringType)
          .add(Candidates.TEMPLATE_ID, DataTypes.StringType)
          .add(Candidates.SUBJECT_KEY, DataTypes.StringType)
          .add(Candidates.QUALITY_SCORE, DataTypes.DoubleType);

  private final List<Row> rows = new ArrayList<>();

  @Test
  void aLimitDropsNoMoreThanTheAllowedShareHoweverOftenItIsApplied() {
    template("large", 40);
    template("small", 20);
    try (Diversity diversity = diversity(1)) {
      assertThat(over(diversity)).hasSize(15).allMatch(id -> id.startsWith("large"));
      assertThat(diversity.notes())
          .containsExactly(
              "the limits for a template are reached in part: they would drop 20 of 60 rows, more than the allowed share of 0.25 (quality.diversity.max-removed-share)");
    }
  }

  @Test
  void aTemplateOfAFewRowsIsNoReasonToDropAnother() {
    template("large", 40);
    template("small", 9);
    try (Diversity diversity = diversity(1)) {
      assertThat(over(diversity)).isEmpty();
    }
  }

  @Test
  void aSubjectOfAFewRowsIsNoReasonToDropAnother() {
    subject("busy", 30);
    subject("one", 2);
    subject("other", 2);
    try (Diversity diversity = diversity(0.4)) {
      assertThat(over(diversity)).isEmpty();
    }
    subject("third", 10);
    subject("fourth", 10);
    try (Diversity diversity = diversity(0.4)) {
      // A cap of 13 would drop 17 of 50 rows; 12 are allowed.
      assertThat(over(diversity)).hasSize(12).allMatch(id -> id.startsWith("busy"));
    }
  }

  private void template(String name, int count) {
    IntStream.range(0, count)
        .forEach(i -> rows.add(RowFactory.create(name + i, null, name, null, 1.0)));
  }

  private void subject(String name, int count) {
    IntStream.range(0, count)
        .forEach(i -> rows.add(RowFactory.create(name + i, null, null, name, 1.0)));
  }

  private static Diversity diversity(double maxSubjectShare) {
    return new Diversity(
        new DiversitySettings(true, 0, 0.5, 1, maxSubjectShare, 0.5, 10, 3, 0.25, 1, 17),
        LocalSpark.session().emptyDataFrame());
  }

  private List<String> over(Diversity diversity) {
    Dataset<Row> wanted = LocalSpark.session().createDataFrame(rows, SCHEMA);
    return diversity.over(wanted).collectAsList().stream()
        .map(row -> row.<String>getAs(Candidates.INTERACTION_ID))
        .collect(Collectors.toList());
  }
}
