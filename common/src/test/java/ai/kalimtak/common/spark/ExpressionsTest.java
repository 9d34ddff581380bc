package ai.kalimtak.common.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionsTest {
  @Test
  void compilesOnlyForMoreDataThanTheLimit() {
    assertThat(Expressions.over(64, 64)).isEqualTo(Expressions.INTERPRETED);
    assertThat(Expressions.over(65, 64)).isEqualTo(Expressions.COMPILED);
  }

  @Test
  void compilesEverythingWithALimitOfZero() {
    assertThat(Expressions.over(1, 0)).isEqualTo(Expressions.COMPILED);
  }
}
