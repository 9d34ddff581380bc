package ai.kalimtak.quality.tables;

import static ai.kalimtak.common.TableRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.TableRows;
import ai.kalimtak.common.TableRows.Values;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class BronzeChangesTest {
  private static final String SIGNALS = "as now";

  @Test
  void withoutSilverEveryRowIsFreshAndNoneIsCarried() {
    try (BronzeChanges changes =
        BronzeChanges.between(
            bronze(pulled("a", 1L), pulled("b", 2L)), Optional.empty(), SIGNALS)) {
      assertThat(changes.freshCount()).isEqualTo(2);
      assertThat(changes.goneCount()).isZero();
      assertThat(ids(changes.fresh())).containsExactly("a", "b");
      assertThat(changes.carried()).isEmpty();
      assertThat(ids(changes.gone())).isEmpty();
    }
  }

  @Test
  void aRowIsFreshIfItIsNewOrRewrittenOrHasOtherSignals() {
    Dataset<Row> bronze =
        bronze(
            pulled("new", 3L), pulled("rewritten", 3L), pulled("old look", 1L), pulled("same", 1L));
    Dataset<Row> silver =
        silver(
            seen("rewritten", 1L, SIGNALS),
            seen("old look", 1L, "as before"),
            seen("same", 1L, SIGNALS),
            seen("gone", 1L, SIGNALS));
    try (BronzeChanges changes = BronzeChanges.between(bronze, Optional.of(silver), SIGNALS)) {
      assertThat(ids(changes.fresh())).containsExactly("new", "old look", "rewritten");
      assertThat(changes.freshCount()).isEqualTo(3);
      assertThat(ids(changes.carried().orElseThrow())).containsExactly("same");
      assertThat(ids(changes.gone())).containsExactly("gone");
      assertThat(changes.goneCount()).isEqualTo(1);
    }
  }

  @Test
  void examinesASilverRowWithoutSignalsAgain() {
    Dataset<Row> silver = silver(seen("a", 1L, null));
    try (BronzeChanges changes =
        BronzeChanges.between(bronze(pulled("a", 1L)), Optional.of(silver), SIGNALS)) {
      assertThat(ids(changes.fresh())).containsExactly("a");
      assertThat(ids(changes.carried().orElseThrow())).isEmpty();
    }
  }

  @Test
  void comparesRowsWithoutARunLikeAnyOther() {
    Dataset<Row> silver = silver(seen("same", null, SIGNALS), seen("rewritten", 7L, SIGNALS));
    try (BronzeChanges changes =
        BronzeChanges.between(
            bronze(pulled("same", null), pulled("rewritten", null)),
            Optional.of(silver),
            SIGNALS)) {
      assertThat(ids(changes.fresh())).containsExactly("rewritten");
      assertThat(ids(changes.carried().orElseThrow())).containsExactly("same");
    }
  }

  @Test
  void findsNoFreshRowsIfNothingChanged() {
    Dataset<Row> silver = silver(seen("a", 1L, SIGNALS));
    try (BronzeChanges changes =
        BronzeChanges.between(bronze(pulled("a", 1L)), Optional.of(silver), SIGNALS)) {
      assertThat(changes.freshCount()).isZero();
      assertThat(changes.goneCount()).isZero();
      assertThat(ids(changes.fresh())).isEmpty();
      assertThat(ids(changes.carried().orElseThrow())).containsExactly("a");
    }
  }

  private static List<String> ids(Dataset<Row> rows) {
    return TableRows.lines(rows, Candidates.INTERACTION_ID);
  }

  private static Dataset<Row> bronze(Values... rows) {
    return TableRows.of(BronzeInteractions.TABLE, rows);
  }

  private static Dataset<Row> silver(Values... rows) {
    return TableRows.of(Candidates.TABLE, rows);
  }

  private static Values pulled(String id, Long run) {
    return row(BronzeInteractions.INTERACTION_ID, id, BronzeInteractions.RUN_ID, run);
  }

  private static Values seen(String id, Long run, String signals) {
    return row(
        Candidates.INTERACTION_ID, id,
        Candidates.BRONZE_RUN_ID, run,
        Candidates.SIGNALS, signals);
  }
}
