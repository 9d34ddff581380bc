package ai.kalimtak.quality.signals;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class FiltersTest {
  @Test
  void domainsThatDifferOnlyInCaseOrWhiteSpaceAreTheSame() {
    assertThat(
            considered(
                BronzeInteractions.DOMAIN,
                Candidates.GIVEN_DOMAIN,
                "Finance",
                "finance ",
                "FINANCE",
                "\u00a0fin\u200bance\u00a0",
                "Home  Cooking"))
        .containsExactly("finance", "finance", "finance", "finance", "home cooking");
  }

  @Test
  void aBlankNameIsNone() {
    for (String[] names :
        new String[][] {
          {BronzeInteractions.DOMAIN, Candidates.GIVEN_DOMAIN},
          {BronzeInteractions.TEMPLATE_ID, Candidates.TEMPLATE_ID},
          {BronzeInteractions.SESSION_ID, Candidates.SESSION_ID}
        }) {
      assertThat(considered(names[0], names[1], "", "  ", "\t\u00a0", null))
          .as(names[0])
          .containsOnlyNulls();
    }
  }

  @Test
  void templatesKeepTheirCase() {
    assertThat(considered(BronzeInteractions.TEMPLATE_ID, Candidates.TEMPLATE_ID, " Recipe-V2"))
        .containsExactly("Recipe-V2");
  }

  private static List<String> considered(String from, String to, String... values) {
    Dataset<Row> given =
        LocalSpark.session()
            .createDataset(Arrays.asList(values), org.apache.spark.sql.Encoders.STRING())
            .toDF(from)
            .coalesce(1);
    for (String column : BronzeInteractions.TABLE.schema().fieldNames()) {
      if (!column.equals(from)) {
        given =
            given.withColumn(
                column,
                functions
                    .lit(null)
                    .cast(BronzeInteractions.TABLE.schema().apply(column).dataType()));
      }
    }
    return Filters.selectConsidered(given).select(to).collectAsList().stream()
        .map(row -> row.<String>getAs(to))
        .toList();
  }
}
