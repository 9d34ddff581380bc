package ai.kalimtak.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DomainQuotaTest {
  @Test
  void leavesEveryDomainWithinItsShareOfWhatIsLeft() {
    // 100 and 20 and 10: at most half means 30 of the first beside the other 30.
    DomainQuota quota = DomainQuota.plan(Map.of("a", 100L, "b", 20L, "c", 10L), 0.5);
    assertThat(quota.caps()).containsExactly(Map.entry("a", 30L));
  }

  @Test
  void aTightShareCapsSeveralDomains() {
    DomainQuota quota = DomainQuota.plan(Map.of("a", 100L, "b", 80L, "c", 10L), 0.4);
    assertThat(quota.caps()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 20L, "b", 20L));
  }

  @Test
  void aBalancedMixLosesNothing() {
    assertThat(DomainQuota.plan(Map.of("a", 10L, "b", 10L), 0.5).caps()).isEmpty();
    assertThat(DomainQuota.plan(Map.of("a", 10L), 1).caps()).isEmpty();
    assertThat(DomainQuota.plan(Map.of(), 0.5).note()).isEmpty();
  }

  @Test
  void saysWhenTooFewDomainsExistForTheShare() {
    DomainQuota quota = DomainQuota.plan(Map.of("a", 10L), 0.5);
    assertThat(quota.caps()).isEmpty();
    assertThat(quota.note()).contains("1 domains cannot each stay within a share of 0.5");
  }
}
