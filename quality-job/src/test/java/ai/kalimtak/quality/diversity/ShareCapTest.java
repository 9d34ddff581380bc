package ai.kalimtak.quality.diversity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShareCapTest {
  @Test
  void isTheLargestCapThatLeavesEveryGroupWithinTheShare() {
    // Groups of 60, 30 and 10: 40 rows of the largest are half of 80; 41 are more than half of 81.
    assertThat(ShareCap.plan(List.of(60L, 30L, 10L), 100, 0.5)).hasValue(40);
  }

  @Test
  void capsSeveralGroupsWhereTheShareIsTight() {
    // 4 of 4 + 4 + 4 + 4: every group is cut to the smallest.
    assertThat(ShareCap.plan(List.of(10L, 8L, 6L, 4L), 28, 0.25)).hasValue(4);
  }

  @Test
  void countsTheRowsOfGroupsThatAreNotListed() {
    // The other 70 rows are in small groups: 30 of 100 exceed a fifth, 17 of 87 do not.
    assertThat(ShareCap.plan(List.of(30L), 100, 0.2)).hasValue(17);
  }

  @Test
  void isEmptyWhereNoGroupExceedsTheShare() {
    assertThat(ShareCap.plan(List.of(5L, 5L), 10, 0.5)).isEmpty();
    assertThat(ShareCap.plan(List.of(), 0, 0.5)).isEmpty();
    // A tenth has no exact binary form, but three of thirty must not exceed a tenth.
    assertThat(ShareCap.plan(List.of(3L), 30, 0.1)).isEmpty();
  }

  @Test
  void isRaisedUntilItDropsNoMoreThanAllowed() {
    // A cap of 166 drops 571 of 903 rows; 225 are allowed.
    assertThat(ShareCap.plan(List.of(737L, 166L), 903, 0.5)).hasValue(166);
    assertThat(ShareCap.affordable(List.of(737L, 166L), 166, 225)).isEqualTo(512);
    assertThat(ShareCap.affordable(List.of(737L, 166L), 166, 600)).isEqualTo(166);
    assertThat(ShareCap.affordable(List.of(10L, 8L, 6L), 4, 5)).isEqualTo(7);
    assertThat(ShareCap.affordable(List.of(10L), 4, 0)).isEqualTo(10);
  }

  @Test
  void isPossibleOnlyWithEnoughGroups() {
    assertThat(ShareCap.isPossible(2, 0.5)).isTrue();
    assertThat(ShareCap.isPossible(1, 0.5)).isFalse();
    assertThat(ShareCap.isPossible(10, 0.1)).isTrue();
  }

  @Test
  void asksForFourTimesAsManyGroupsAsCanReachTheShare() {
    assertThat(ShareCap.groupsNeeded(0.5)).isEqualTo(8);
    assertThat(ShareCap.groupsNeeded(0.3)).isEqualTo(14);
  }
}
