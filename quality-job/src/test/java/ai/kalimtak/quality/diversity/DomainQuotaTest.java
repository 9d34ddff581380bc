package ai.kalimtak.quality.diversity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DomainQuotaTest {
  @Test
  void keepsEveryDomainWithinItsShareOfTheRemainingRows() {
    // 20 and 10 remain, so at most half means 30 of the first domain.
    DomainQuota quota = plan(Map.of("a", 100L, "b", 20L, "c", 10L), limits(0, 0.5, 1));
    assertThat(quota.caps()).containsExactly(Map.entry("a", 30L));
  }

  @Test
  void capsSeveralDomainsIfTheShareIsTight() {
    DomainQuota quota = plan(Map.of("a", 100L, "b", 80L, "c", 10L), limits(0, 0.4, 1));
    assertThat(quota.caps()).containsExactlyInAnyOrderEntriesOf(Map.of("a", 20L, "b", 20L));
  }

  @Test
  void dropsNothingFromABalancedMix() {
    assertThat(plan(Map.of("a", 10L, "b", 10L), limits(0, 0.5, 1)).caps()).isEmpty();
    assertThat(plan(Map.of("a", 10L), limits(0, 1, 1)).caps()).isEmpty();
    assertThat(plan(Map.of(), limits(0, 0.5, 1)).notes()).isEmpty();
  }

  @Test
  void saysWhenTooFewDomainsExistForTheShare() {
    DomainQuota quota = plan(Map.of("a", 10L), limits(0, 0.5, 1));
    assertThat(quota.caps()).isEmpty();
    assertThat(quota.notes())
        .containsExactly(
            "the share of a domain is not limited: there are too few domains with enough rows (1) to keep each at or below 0.5 (quality.diversity.max-domain-share)");
  }

  @Test
  void temperingThinsDomainsLargerThanTheMedianOne() {
    DomainQuota quota = plan(Map.of("a", 1600L, "b", 100L, "c", 25L), limits(0, 1, 0.5));
    assertThat(quota.caps()).containsExactly(Map.entry("a", 400L));
  }

  @Test
  void temperingTakesNoDomainBelowTheSmallestShare() {
    Map<String, Long> rows = Map.of("a", 400L, "b", 100L, "c", 100L);
    assertThat(plan(rows, limits(0, 1, 0)).caps()).containsExactly(Map.entry("a", 100L));
    DomainQuota quota = plan(rows, limits(0.4, 1, 0));
    // 0.4 of the remaining rows: 134 of 334.
    assertThat(quota.caps()).containsExactly(Map.entry("a", 134L));
  }

  @Test
  void aDomainOfAFewRowsIsNoReasonToDropAnother() {
    DiversitySettings settings = limits(0, 0.5, 1, 20);
    DomainQuota quota = plan(Map.of("a", 300L, "b", 1L), settings);
    assertThat(quota.caps()).isEmpty();
    assertThat(quota.notes().get(0)).contains("too few domains with enough rows (1)");
  }

  @Test
  void dropsNoMoreRowsThanAllowedAndSaysSo() {
    Map<String, Long> rows = Map.of("a", 300L, "b", 30L);
    DomainQuota quota = DomainQuota.plan(rows, 82, limits(0, 0.5, 1, 20));
    assertThat(quota.caps()).containsExactly(Map.entry("a", 218L));
    assertThat(quota.dropped()).isEqualTo(82);
    assertThat(quota.notes())
        .containsExactly(
            "the limits for a domain are reached in part: they would drop 270 of 330 rows, more than the allowed share of 0.25 (quality.diversity.max-removed-share)");
  }

  @Test
  void eachDomainLosesTheSamePartOfWhatItWouldLose() {
    Map<String, Long> rows = Map.of("a", 400L, "b", 200L, "c", 100L);
    // At 106 rows each, they would lose 294 and 94: 388 rows. 200 are allowed.
    assertThat(DomainQuota.plan(rows, 200, limits(0, 0.34, 1, 20)).caps())
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", 249L, "b", 152L));
  }

  private static DomainQuota plan(Map<String, Long> rows, DiversitySettings settings) {
    return DomainQuota.plan(rows, Long.MAX_VALUE, settings);
  }

  private static DiversitySettings limits(double least, double most, double tempering) {
    return limits(least, most, tempering, 1);
  }

  private static DiversitySettings limits(
      double least, double most, double tempering, int minGroupRows) {
    return new DiversitySettings(true, least, most, tempering, 1, 1, minGroupRows, 1, 0.25, 1, 17);
  }
}
