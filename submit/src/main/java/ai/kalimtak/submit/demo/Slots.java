package ai.kalimtak.submit.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of each {@code {slot}} within one conversation. A value is drawn on first use and then
 * kept, so that an answer refers to what the input asked.
 */
final class Slots {
  private static final Pattern SLOT = Pattern.compile("\\{([a-z0-9]+)}");

  private final Domain domain;
  private final Map<String, String> values = new LinkedHashMap<>();

  Slots(Domain domain) {
    this.domain = domain;
  }

  /** Fills the slots of a pattern. */
  String fill(String pattern, Dice dice) {
    return replace(pattern, slot -> values.computeIfAbsent(slot, absent -> draw(slot, dice)));
  }

  /** Fills a pattern and capitalizes its first letter. */
  String sentence(String pattern, Dice dice) {
    return capitalised(fill(pattern, dice));
  }

  /** Returns the first value that the conversation used. */
  String asked() {
    return values.values().stream().findFirst().orElse("that");
  }

  static String replace(String pattern, java.util.function.UnaryOperator<String> valueOf) {
    Matcher slots = SLOT.matcher(pattern);
    StringBuilder filled = new StringBuilder();
    while (slots.find()) {
      slots.appendReplacement(filled, Matcher.quoteReplacement(valueOf.apply(slots.group(1))));
    }
    return slots.appendTail(filled).toString();
  }

  static String capitalised(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private String draw(String slot, Dice dice) {
    String first = domain.aliases().getOrDefault(slot, slot);
    List<String> choices = domain.slots().get(first);
    if (choices == null) {
      throw new IllegalStateException(domain.name() + ".conf has no slot " + slot);
    }
    String taken = values.get(first);
    String value = dice.pick(choices);
    while (!slot.equals(first) && value.equals(taken)) {
      value = dice.pick(choices);
    }
    return value;
  }
}
