package ai.kalimtak.quality.diversity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DomainQuotaTest {
  @Test
  void leavesEveryDomainWithinItsShareOfWhatIsLeft() {
    // 100 and 20 and 10: at most half means 30 of the first beside the other 30.
    DomainQuota quota = DomainQuota.plan(Map.of("a", 100L, "b", 20L, "c", 10L), limits(0, 0.5, 1));
    assertThat(quota.caps()).containsExactly(Map.entry("a", 30L));
  }

  @Test
  void aTightShareCapsSeveralDomains() {
    DomainQuota quota = DomainQuota.plan(Map.of("a", 100L, "b", 80L, "c", 10L), limits(0, 0.4, 1));
    assertThat(quota.caps()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 20L, "b", 20L));
  }

  @Test
  void aBalancedMixLosesNothing() {
    assertThat(DomainQuota.plan(Map.of("a", 10L, "b", 10L), limits(0, 0.5, 1)).caps()).isEmpty();
    assertThat(DomainQuota.plan(Map.of("a", 10L), limits(0, 1, 1)).caps()).isEmpty();
    assertThat(DomainQuota.plan(Map.of(), limits(0, 0.5, 1)).note()).isEmpty();
  }

  @Test
  void saysWhenTooFewDomainsExistForTheShare() {
    DomainQuota quota = DomainQuota.plan(Map.of("a", 10L), limits(0, 0.5, 1));
    assertThat(quota.caps()).isEmpty();
    assertThat(quota.note())
        .hasValue(
            "the share of a domain is not limited: there are too few domains (1) to keep each at or below 0.5 (quality.diversity.max-domain-share)");
  }

  @Test
  void temperingThinsWhatIsLargerThanTheMedianDomain() {
    DomainQuota quota =
        DomainQuota.plan(Map.of("a", 1600L, "b", 100L, "c", 25L), limits(0, 1, 0.5));
    assertThat(quota.caps()).containsExactly(Map.entry("a", 400L));
  }

  @Test
  void temperingTakesNoDomainBelowTheLeastShareWhereItHasRows() {
    Map<String, Long> rows = Map.of("a", 400L, "b", 100L, "c", 100L);
    assertThat(DomainQuota.plan(rows, limits(0, 1, 0)).caps())
        .containsExactly(Map.entry("a", 100L));
    DomainQuota quota = DomainQuota.plan(rows, limits(0.4, 1, 0));
    // 0.4 of all that is then left: 134 of 334.
    assertThat(quota.caps()).containsExactly(Map.entry("a", 134L));
  }

  private static DiversitySettings limits(double least, double most, double tempering) {
    return new DiversitySettings(true, least, most, tempering, 1, 1, 1, 17);
  }
}
