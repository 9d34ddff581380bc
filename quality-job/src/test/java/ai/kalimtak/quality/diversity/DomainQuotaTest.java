package ai.kalimtak.quality.diversity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DomainQuotaTest {
  @Test
  void keepsEveryDomainWithinItsShareOfTheRemainingRows() {
    // 20 and 10 remain, so at most half means 30 of the first domain.
    DomainQuota quota = DomainQuota.plan(Map.of("a", 100L, "b", 20L, "c", 10L), limits(0, 0.5, 1));
    assertThat(quota.caps()).containsExactly(Map.entry("a", 30L));
  }

  @Test
  void capsSeveralDomainsIfTheShareIsTight() {
    DomainQuota quota = DomainQuota.plan(Map.of("a", 100L, "b", 80L, "c", 10L), limits(0, 0.4, 1));
    assertThat(quota.caps()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 20L, "b", 20L));
  }

  @Test
  void dropsNothingFromABalancedMix() {
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
  void temperingThinsDomainsLargerThanTheMedianOne() {
    DomainQuota quota =
        DomainQuota.plan(Map.of("a", 1600L, "b", 100L, "c", 25L), limits(0, 1, 0.5));
    assertThat(quota.caps()).containsExactly(Map.entry("a", 400L));
  }

  @Test
  void temperingTakesNoDomainBelowTheSmallestShare() {
    Map<String, Long> rows = Map.of("a", 400L, "b", 100L, "c", 100L);
    assertThat(DomainQuota.plan(rows, limits(0, 1, 0)).caps())
        .containsExactly(Map.entry("a", 100L));
    DomainQuota quota = DomainQuota.plan(rows, limits(0.4, 1, 0));
    // 0.4 of the remaining rows: 134 of 334.
    assertThat(quota.caps()).containsExactly(Map.entry("a", 134L));
  }

  private static DiversitySettings limits(double least, double most, double tempering) {
    return new DiversitySettings(true, least, most, tempering, 1, 1, 1, 17);
  }
}
