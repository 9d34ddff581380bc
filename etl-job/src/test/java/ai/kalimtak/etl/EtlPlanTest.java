package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EtlPlanTest {
  @Test
  void aSmallWindowIsOneRead() {
    assertThat(EtlPlan.reads(19_999, 8, 10_000)).isEqualTo(1);
    assertThat(EtlPlan.reads(80_000, 8, 10_000)).isEqualTo(8);
    assertThat(EtlPlan.reads(800_000, 8, 10_000)).isEqualTo(8);
    assertThat(EtlPlan.of(1, 2, 10, List.of()).reads()).containsExactly("true");
  }

  @Test
  void theReadsCoverEveryIdOnceEvenWhenBoundariesCoincide() {
    UUID a = new UUID(0, 1);
    UUID b = new UUID(0, 2);
    assertThat(EtlPlan.of(1, 2, 10, List.of(a, a, b)).reads())
        .containsExactly(
            "source_id < '" + a + "'",
            "source_id >= '" + a + "' and source_id < '" + b + "'",
            "source_id >= '" + b + "'");
  }
}
