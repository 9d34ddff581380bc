package ai.kalimtak.submit.demo;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A user of the platform.
 *
 * @param id null for an anonymous visitor
 * @param activity weight for drawing the user of a session
 * @param tastes weight of each domain, in the order of {@link Phrases#domains()}
 * @param mildness stars added to each rating
 * @param personal value of each slot of personal data
 */
record Person(
    UUID id,
    double activity,
    List<Double> tastes,
    double mildness,
    String userAgent,
    String ipAddress,
    Map<String, String> metadata,
    Map<String, String> personal) {

  static Person draw(long seed, int number, int domains, Phrases phrases) {
    Dice dice = Dice.of(seed, "person/" + number);
    // Each user mostly cares about two or three domains.
    List<Double> tastes =
        Stream.generate(() -> dice.exponential(1) * dice.exponential(1)).limit(domains).toList();
    return draw(
        dice,
        UUID.nameUUIDFromBytes((seed + "/person/" + number).getBytes(StandardCharsets.UTF_8)),
        tastes,
        phrases);
  }

  /** Returns an anonymous visitor with average tastes. */
  static Person anonymous(Dice dice, int domains, Phrases phrases) {
    return draw(dice, null, Collections.nCopies(domains, 1.0), phrases);
  }

  private static Person draw(Dice dice, UUID id, List<Double> tastes, Phrases phrases) {
    String channel =
        List.of("web", "ios", "android", "api")
            .get(dice.pickWeighted(List.of(0.55, 0.2, 0.2, 0.05)));
    // Address ranges reserved for documentation (RFC 5737, RFC 3849).
    String address =
        dice.chance(0.8)
            ? dice.pick(List.of("192.0.2.", "198.51.100.", "203.0.113.")) + dice.between(1, 254)
            : "2001:db8::" + Integer.toHexString(dice.between(1, 65535));
    return new Person(
        id,
        0.2 + dice.exponential(1),
        tastes,
        0.35 * dice.gaussian(),
        dice.pick(phrases.texts("user-agents." + channel)),
        address,
        Map.of("channel", channel, "locale", dice.pick(phrases.texts("locales"))),
        personal(dice, phrases));
  }

  private static Map<String, String> personal(Dice dice, Phrases phrases) {
    String first = dice.pick(phrases.texts("personal.first-names"));
    String last = dice.pick(phrases.texts("personal.last-names"));
    String email =
        (first + "." + last).toLowerCase(Locale.ROOT)
            + "@"
            + dice.pick(phrases.texts("personal.mail-domains"));
    // Numbers reserved for fiction: UK drama numbers and US 555-01xx.
    String phone =
        dice.chance(0.5)
            ? "+44 20 7946 0" + dice.between(100, 999)
            : "(212) 555-01" + dice.between(10, 99);
    return Map.of(
        "name",
        first + " " + last,
        "email",
        email,
        "phone",
        phone,
        "street",
        dice.pick(phrases.texts("personal.streets")),
        "card",
        dice.pick(phrases.texts("personal.cards")),
        "iban",
        dice.pick(phrases.texts("personal.ibans")));
  }

  /** Fills the slots of a pattern with the user's personal data. */
  String sign(String pattern) {
    return Slots.replace(pattern, personal::get);
  }
}
