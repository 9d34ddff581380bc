package ai.kalimtak.submit.demo;

import ai.kalimtak.submit.demo.DemoInteraction.Trait;
import java.util.List;
import java.util.Objects;

/**
 * The events of one week of the demo.
 *
 * @param number 1 to 3
 * @param interactions created in this week, by time
 * @param feedback arriving in this week, by time; some of it for interactions of earlier weeks
 * @param moderation moderators' labels for some of this week's interactions
 */
public record DemoWeek(
    int number,
    List<DemoInteraction> interactions,
    List<DemoFeedback> feedback,
    List<DemoModeration> moderation) {

  public DemoWeek {
    interactions = List.copyOf(interactions);
    feedback = List.copyOf(feedback);
    moderation = List.copyOf(moderation);
  }

  /** Counts the week's interactions with this trait. */
  public int count(Trait trait) {
    return (int) interactions.stream().filter(interaction -> interaction.has(trait)).count();
  }

  /** Counts interactions and remarks that contain personal data. */
  public int personalData() {
    return count(Trait.PERSONAL_DATA)
        + (int) feedback.stream().filter(DemoFeedback::hasPersonalData).count();
  }

  /** Counts interactions without a user. */
  public int anonymous() {
    return (int) interactions.stream().map(DemoInteraction::userId).filter(Objects::isNull).count();
  }
}
