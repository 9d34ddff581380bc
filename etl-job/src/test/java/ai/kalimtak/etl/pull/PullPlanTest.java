package ai.kalimtak.etl.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PullPlanTest {
  @Test
  void dividesAWindowOnlyIntoReadsOfEnoughRows() {
    assertThat(PullPlan.reads(19_999, 8, 10_000)).isEqualTo(1);
    assertThat(PullPlan.reads(80_000, 8, 10_000)).isEqualTo(8);
    assertThat(PullPlan.reads(800_000, 8, 10_000)).isEqualTo(8);
  }

  @Test
  void theLatestEpochCountsEvenIfItsPositionIsLower() {
    assertThat(
            LakeHorizon.latest(
                Map.of(
                    "kalimtak-etl/1/xid/7/1/5/16400", 9_000L,
                    "kalimtak-etl/2/xid/7/2/5/16400", 800L,
                    "someone-else", 3L)))
        .contains(new LakeHorizon(2, "xid/7/2/5/16400", 800));
    assertThat(LakeHorizon.latest(Map.of("someone-else", 3L))).isEmpty();
  }

  @Test
  void describesWhyASourceIsADifferentOne() {
    String before = "xid/7/1/5/16400";
    assertThat(PullPlanner.difference(before, "xid/8/1/5/16400"))
        .isEqualTo("the database is in another cluster");
    assertThat(PullPlanner.difference(before, "xid/7/2/5/16400"))
        .isEqualTo("the cluster was restored or failed over");
    assertThat(PullPlanner.difference(before, "xid/7/1/5/16999"))
        .isEqualTo("the table was recreated");
    assertThat(PullPlanner.difference(before, "updated-at/7/1/5/16400"))
        .isEqualTo("the way changes are tracked is different");
  }
}
