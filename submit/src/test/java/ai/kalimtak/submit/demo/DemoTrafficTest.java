package ai.kalimtak.submit.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.submit.demo.DemoInteraction.Trait;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoTrafficTest {
  private static final DemoSettings SETTINGS =
      new DemoSettings(42, 3, 600, 100, LocalDate.parse("2026-01-05"));
  private static final List<DemoWeek> WEEKS = DemoTraffic.weeks(SETTINGS);

  @Test
  void theSameSeedGivesTheSameTrafficAndAnotherSeedDifferentTraffic() {
    assertThat(DemoTraffic.weeks(SETTINGS)).isEqualTo(WEEKS);
    DemoSettings other = new DemoSettings(43, 3, 600, 100, SETTINGS.start());
    assertThat(DemoTraffic.weeks(other).get(0).interactions().get(0).inputText())
        .isNotEqualTo(WEEKS.get(0).interactions().get(0).inputText());
  }

  @Test
  void fewerWeeksAreTheFirstOnesOfTheSameTraffic() {
    DemoSettings two = new DemoSettings(42, 2, 600, 100, SETTINGS.start());
    assertThat(DemoTraffic.weeks(two)).isEqualTo(WEEKS.subList(0, 2));
  }

  @Test
  void everyWeekContainsEveryTrait() {
    for (DemoWeek week : WEEKS) {
      assertThat(week.interactions()).hasSize(600);
      for (Trait trait : Trait.values()) {
        assertThat(week.count(trait)).as("%s in week %d", trait, week.number()).isPositive();
      }
      assertThat(week.anonymous()).isPositive();
      assertThat(week.interactions()).anyMatch(interaction -> interaction.error() != null);
      assertThat(week.interactions()).anyMatch(interaction -> interaction.domain() == null);
      assertThat(week.feedback().size()).isBetween(150, 450);
    }
  }

  @Test
  void someRatingsComeAWeekLate() {
    Set<UUID> ofWeekOne =
        WEEKS.get(0).interactions().stream().map(DemoInteraction::id).collect(Collectors.toSet());
    assertThat(WEEKS.get(1).feedback()).anyMatch(rating -> ofWeekOne.contains(rating.id()));
    // No interaction is rated twice, or before it exists.
    Set<UUID> asked = new HashSet<>();
    Set<UUID> rated = new HashSet<>();
    for (DemoWeek week : WEEKS) {
      week.interactions().forEach(interaction -> asked.add(interaction.id()));
      for (DemoFeedback rating : week.feedback()) {
        assertThat(asked).contains(rating.id());
        assertThat(rated.add(rating.id())).isTrue();
      }
    }
  }

  @Test
  void betterTemplatesEarnBetterRatings() {
    Map<UUID, Integer> scores =
        WEEKS.stream()
            .flatMap(week -> week.feedback().stream())
            .collect(Collectors.toMap(DemoFeedback::id, DemoFeedback::score));
    Map<String, Double> meanByTemplate =
        WEEKS.stream()
            .flatMap(week -> week.interactions().stream())
            .filter(interaction -> scores.containsKey(interaction.id()))
            .filter(interaction -> Objects.equals(interaction.domain(), "cooking"))
            .collect(
                Collectors.groupingBy(
                    DemoInteraction::templateId,
                    Collectors.averagingInt(interaction -> scores.get(interaction.id()))));
    assertThat(meanByTemplate.get("step-by-step")).isGreaterThan(meanByTemplate.get("plain"));
  }

  @Test
  void propensitiesAreProbabilitiesOfTheTemplatesOnOffer() {
    WEEKS.stream()
        .flatMap(week -> week.interactions().stream())
        .filter(interaction -> !interaction.has(Trait.EXACT_DUPLICATE))
        .forEach(interaction -> assertThat(interaction.propensity()).isBetween(0.01, 1.0));
  }
}
