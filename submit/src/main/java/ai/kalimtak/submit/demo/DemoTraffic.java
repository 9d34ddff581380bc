package ai.kalimtak.submit.demo;

import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.submit.demo.DemoInteraction.Trait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Three weeks of traffic on an imaginary platform. Everything is drawn from the seed, so the same
 * settings give the same ids, texts and times on every machine.
 */
public final class DemoTraffic {
  /** The number of weeks that the phrase files describe. */
  static final int WEEKS = 3;

  private static final double ANONYMOUS = 0.08;
  private static final double DOMAIN_GIVEN = 0.85;
  private static final double DOMAIN_MISTAKEN = 0.02;
  private static final double FOLLOW_UP = 0.15;
  private static final double PERSONAL_DATA = 0.06;
  private static final double RUDE = 0.015;
  private static final double EXACT_REPEAT = 0.03;
  private static final double EDITED_REPEAT = 0.05;
  private static final double ERROR = 0.015;
  private static final double RATED = 0.5;
  private static final double LATE = 0.15;

  private final DemoSettings settings;
  private final Phrases phrases = Phrases.load();
  private final Answers answers = new Answers(phrases);
  private final List<Domain> domains = new ArrayList<>(phrases.domains());
  private final List<Person> people;
  private final List<Double> activity;
  private final Dice dice;

  private final List<DemoInteraction> interactions = new ArrayList<>();
  private final List<DemoFeedback> feedback = new ArrayList<>();
  private final List<DemoModeration> moderation = new ArrayList<>();

  private DemoTraffic(DemoSettings settings) {
    this.settings = settings;
    this.domains.add(phrases.general());
    this.people =
        IntStream.range(0, settings.users())
            .mapToObj(number -> Person.draw(settings.seed(), number, domains.size(), phrases))
            .toList();
    this.activity = people.stream().map(Person::activity).toList();
    this.dice = Dice.of(settings.seed(), "traffic");
  }

  /** Returns the weeks in order. A rating belongs to the week in which it arrives, if any. */
  public static List<DemoWeek> weeks(DemoSettings settings) {
    DemoTraffic traffic = new DemoTraffic(settings);
    return IntStream.rangeClosed(1, settings.weeks()).mapToObj(traffic::week).toList();
  }

  private DemoWeek week(int week) {
    Instant begin = settings.start().plusWeeks(week - 1L).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = begin.plus(Duration.ofDays(7));
    int first = interactions.size();
    moderation.clear();
    while (interactions.size() - first < settings.interactionsPerWeek()) {
      session(week, begin, settings.interactionsPerWeek() - (interactions.size() - first));
    }
    List<DemoFeedback> arrived =
        feedback.stream()
            .filter(rating -> rating.at().isBefore(end))
            .sorted(Comparator.comparing(DemoFeedback::at).thenComparing(DemoFeedback::id))
            .toList();
    feedback.removeIf(rating -> rating.at().isBefore(end));
    List<DemoInteraction> logged =
        interactions.subList(first, interactions.size()).stream()
            .sorted(
                Comparator.comparing(DemoInteraction::createdAt).thenComparing(DemoInteraction::id))
            .toList();
    return new DemoWeek(week, logged, arrived, moderation);
  }

  /** Simulates one session: a user asks a few questions in one domain. */
  private void session(int week, Instant begin, int atMost) {
    Person person =
        dice.chance(ANONYMOUS)
            ? Person.anonymous(dice, domains.size(), phrases)
            : people.get(dice.pickWeighted(activity));
    List<Double> weights =
        IntStream.range(0, domains.size())
            .mapToObj(i -> person.tastes().get(i) * domains.get(i).share().get(week - 1))
            .toList();
    Domain domain = domains.get(dice.pickWeighted(weights));
    String session = "s-" + id("session", interactions.size()).toString().substring(0, 13);
    Instant at = begin.plusSeconds(dice.between(0, 6) * 86_400L + secondOfDay());
    int turns = Math.min(atMost, 1 + dice.pickWeighted(List.of(0.5, 0.25, 0.15, 0.1)));
    for (int turn = 0; turn < turns; turn++) {
      log(week, person, domain, session, at, turn > 0);
      at = at.plusSeconds(30 + Math.round(dice.exponential(90)));
    }
  }

  /** Draws a start time, mostly in the daytime and far enough from midnight for a whole session. */
  private int secondOfDay() {
    double hour = dice.chance(0.6) ? 11 + 2 * dice.gaussian() : 19 + 1.5 * dice.gaussian();
    return (int) Math.round(Math.max(0, Math.min(22.5, hour)) * 3600);
  }

  private void log(
      int week, Person person, Domain domain, String session, Instant at, boolean inSession) {
    EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    Domain.Template template = choose(domain, week);
    Phrases.LanguageModel model =
        phrases
            .models()
            .get(
                dice.pickWeighted(
                    phrases.models().stream().map(Phrases.LanguageModel::share).toList()));
    double quality =
        bounded(template.quality().get(week - 1) + model.quality() + 0.12 * dice.gaussian());
    Domain.Intent intent = dice.pick(domain.intents());
    Slots slots = new Slots(domain);
    String input;
    if (inSession && dice.chance(FOLLOW_UP)) {
      input =
          dice.pick(phrases.texts("follow-ups.firsts"))
              + " "
              + dice.pick(phrases.texts("follow-ups.seconds"));
    } else {
      input = asked(domain, intent, slots);
    }
    if (dice.chance(RUDE)) {
      traits.add(Trait.INAPPROPRIATE);
      input = rude() + (dice.chance(0.5) ? " " + input : "");
    }
    if (dice.chance(PERSONAL_DATA)) {
      traits.add(Trait.PERSONAL_DATA);
      input += " " + person.sign(dice.pick(phrases.texts("personal.sentences")));
    }
    String output = answers.write(domain, intent, slots, template.id(), quality, dice);
    if (traits.contains(Trait.PERSONAL_DATA) && dice.chance(0.25)) {
      output += " " + person.sign(dice.pick(phrases.texts("personal.echoes")));
    }
    DemoInteraction repeated = interactions.isEmpty() ? null : dice.pick(interactions);
    boolean repeatable = traits.isEmpty() && repeated != null && repeated.modelOutput() != null;
    String domainName = domain.name();
    String templateId = template.id();
    if (repeatable && dice.chance(EXACT_REPEAT)) {
      // A user repeats an earlier question, and the answer comes from a cache.
      traits.addAll(repeated.traits());
      traits.add(Trait.EXACT_DUPLICATE);
      input = repeated.inputText();
      output = repeated.modelOutput();
      domainName = repeated.domain();
      templateId = repeated.templateId();
    } else if (repeatable && dice.chance(EDITED_REPEAT)) {
      traits.addAll(repeated.traits());
      traits.remove(Trait.EXACT_DUPLICATE);
      traits.add(Trait.NEAR_DUPLICATE);
      input = edited(repeated.inputText());
      output = dice.chance(0.5) ? repeated.modelOutput() : repeated.modelOutput() + closing();
      domainName = repeated.domain();
      templateId = repeated.templateId();
    } else if (!dice.chance(DOMAIN_GIVEN)) {
      domainName = null;
    } else if (dice.chance(DOMAIN_MISTAKEN)) {
      domainName = dice.pick(domains).name();
    }
    String error = dice.chance(ERROR) ? dice.pick(phrases.texts("errors")) : null;
    UUID id = id("interaction", interactions.size());
    String prompt = prompt(templateId, domain, input);
    Integer completionTokens = error == null ? tokens(output) : null;
    interactions.add(
        new DemoInteraction(
            id,
            person.id(),
            session,
            at,
            input,
            domainName,
            templateId,
            prompt,
            error == null ? output : null,
            model.name(),
            propensity(templateId, domain, week),
            latency(model, completionTokens),
            tokens(prompt),
            completionTokens,
            error,
            person.ipAddress(),
            person.userAgent(),
            person.metadata(),
            traits));
    rate(id, person, at, error == null ? quality : 0.1);
    judge(id, traits);
  }

  private String asked(Domain domain, Domain.Intent intent, Slots slots) {
    StringBuilder text = new StringBuilder(slots.fill(dice.pick(intent.inputs()), dice));
    if (dice.chance(0.15)) {
      text.insert(0, dice.pick(phrases.texts("greetings")) + " ");
    }
    if (dice.chance(0.3)) {
      text.append(' ').append(slots.fill(dice.pick(domain.details()), dice));
    }
    if (dice.chance(0.1)) {
      text.append(' ').append(dice.pick(phrases.texts("thanks")));
    }
    return dice.chance(0.7) ? Slots.capitalised(text.toString()) : text.toString();
  }

  private String rude() {
    if (dice.chance(0.4)) {
      return dice.pick(phrases.texts("rude.hostile"));
    }
    return Slots.replace(
        dice.pick(phrases.texts("rude.swearing")),
        slot -> dice.pick(phrases.texts("rude." + slot + "s")));
  }

  /** Rewords an input slightly. */
  private String edited(String input) {
    String text = input;
    for (Map.Entry<String, String> swap : phrases.swaps().entrySet()) {
      text = text.replace(swap.getKey(), swap.getValue());
    }
    return switch (dice.between(0, 2)) {
      case 0 -> text.toLowerCase(Locale.ROOT) + "!";
      case 1 -> dice.pick(phrases.texts("greetings")) + " " + text;
      default -> text + " " + dice.pick(phrases.texts("thanks"));
    };
  }

  private String closing() {
    return " " + dice.pick(phrases.texts("closings"));
  }

  /** Draws any template with a small probability, otherwise the backend's favorite. */
  private Domain.Template choose(Domain domain, int week) {
    List<Domain.Template> offered = domain.templates(week);
    if (dice.chance(phrases.exploration(week))) {
      return dice.pick(offered);
    }
    return offered.stream()
        .filter(template -> template.id().equals(domain.favourite().get(week - 1)))
        .findFirst()
        .orElseThrow();
  }

  private double propensity(String templateId, Domain domain, int week) {
    double exploration = phrases.exploration(week);
    double share = exploration / domain.templates(week).size();
    return templateId.equals(domain.favourite().get(week - 1)) ? share + 1 - exploration : share;
  }

  private String prompt(String templateId, Domain domain, String input) {
    return Slots.replace(
        phrases.promptOf(templateId),
        slot ->
            switch (slot) {
              case "input" -> input;
              case "domain" -> domain.name();
              case "persona" -> domain.persona();
              default -> throw new IllegalStateException("no slot " + slot);
            });
  }

  private int latency(Phrases.LanguageModel model, Integer completionTokens) {
    int tokens = completionTokens == null ? 0 : completionTokens;
    return (int)
        Math.round((model.startMs() + tokens * model.msPerToken()) * dice.between(0.8, 1.5));
  }

  /** Estimates the number of tokens of an English text. */
  private static int tokens(String text) {
    return Math.max(1, text.length() / 4);
  }

  /** Draws a rating; half of the answers are never rated, and some ratings arrive days later. */
  private void rate(UUID id, Person person, Instant asked, double quality) {
    double stars = 1 + 4 * quality + person.mildness() + 0.6 * dice.gaussian();
    int score = (int) Math.max(1, Math.min(5, Math.round(stars)));
    Duration delay =
        dice.chance(LATE)
            ? Duration.ofHours(dice.between(48, 11 * 24))
            : Duration.ofSeconds(20 + Math.round(dice.exponential(600)));
    if (!dice.chance(RATED)) {
      return;
    }
    String remark = null;
    boolean personal = false;
    if (dice.chance(0.2)) {
      String kind = score >= 4 ? "praise" : score == 3 ? "shrugs" : "blame";
      remark = dice.pick(phrases.texts(kind));
      personal = dice.chance(0.05);
      if (personal) {
        remark += ", " + person.sign(dice.pick(phrases.texts("personal.remarks")));
      }
    }
    feedback.add(new DemoFeedback(id, score, remark, asked.plus(delay), personal));
  }

  /** Draws a moderator's label for half of the rude inputs and a few of the others. */
  private void judge(UUID id, EnumSet<Trait> traits) {
    boolean rude = traits.contains(Trait.INAPPROPRIATE);
    if (dice.chance(rude ? 0.5 : 0.01)) {
      moderation.add(new DemoModeration(id, rude ? LabelRule.INAPPROPRIATE : LabelRule.OK));
    }
  }

  private UUID id(String kind, int number) {
    return UUID.nameUUIDFromBytes(
        (settings.seed() + "/" + kind + "/" + number).getBytes(StandardCharsets.UTF_8));
  }

  private static double bounded(double quality) {
    return Math.max(0.02, Math.min(0.98, quality));
  }
}
