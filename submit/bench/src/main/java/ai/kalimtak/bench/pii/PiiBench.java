package ai.kalimtak.bench.pii;

import ai.kalimtak.bench.workbench.DataFolder;
import ai.kalimtak.bench.workbench.JsonLines;
import ai.kalimtak.etl.redaction.Redactor;
import ai.kalimtak.etl.redaction.detectors.Finding;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/**
 * Measures how well and how fast the redactor finds personal data.
 *
 * <p>Counts spans. A labeled span is <em>found</em> if a finding of the same type overlaps it, and
 * <em>covered</em> if any finding does. A finding is right if it overlaps a labeled span of the
 * same type; recall is found / spans, precision is right / findings, F2 weighs recall twice (van
 * Rijsbergen). So a finding on a span of a type that is not redacted (a place, an organization) is
 * a false alarm. Labels are mapped: CREDIT_CARD to CARD, PHONE_NUMBER to PHONE, EMAIL_ADDRESS to
 * EMAIL, US_SSN to SSN, IBAN_CODE to IBAN, IP_ADDRESS to IP. Each template of the data belongs to
 * one half: the rules were developed on texts of the even ones. Four texts of the odd ones were
 * seen, and rules were added because of the table, so it is not a blind test.
 */
@Command(
    name = "pii",
    mixinStandardHelpOptions = true,
    description =
        "Precision, recall and F2 of the redaction by type, the share of clean texts that it alters,"
            + " and its speed.")
public final class PiiBench implements Callable<Integer> {
  private static final String LABELLED = "presidio-pii.jsonl.gz";
  private static final String CLEAN = "clinc150-train.jsonl.gz";
  private static final String CHAT = "topical-chat-interactions.jsonl.gz";
  private static final String PROMPTS = "awesome-prompts.jsonl.gz";
  private static final int EXAMPLES = 10;
  private static final int MEASURED_BYTES = 200_000_000;
  private static final Set<PiiType> CHECKABLE =
      EnumSet.of(PiiType.EMAIL, PiiType.PHONE, PiiType.CARD, PiiType.IBAN, PiiType.IP, PiiType.SSN);
  private static final Set<PiiType> LABELLED_TYPES = labelledTypes();

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Mixin private DataFolder folder;

  private final Redactor redactor = new Redactor(EnumSet.allOf(PiiType.class));

  /** A text with its labeled spans. */
  private record Labelled(String text, List<Finding> spans, boolean heldBack) {}

  /** Counts for one type. */
  private static final class Count {
    int spans;
    int found;
    int covered;
    int findings;
    int right;

    void add(Count other) {
      spans += other.spans;
      found += other.found;
      covered += other.covered;
      findings += other.findings;
      right += other.right;
    }

    double recall() {
      return spans == 0 ? Double.NaN : (double) found / spans;
    }

    double precision() {
      return findings == 0 ? Double.NaN : (double) right / findings;
    }

    double f2() {
      return 5 * precision() * recall() / (4 * precision() + recall());
    }
  }

  @Override
  public Integer call() throws IOException {
    folder.with(List.of(LABELLED, CLEAN, CHAT, PROMPTS));
    List<Labelled> labelled = labelled();
    print("even templates (seen)", labelled, text -> !text.heldBack());
    print("odd templates (held back)", labelled, Labelled::heldBack);
    print("all", labelled, text -> true);
    List<String> clean = texts(CLEAN, "text");
    List<String> chat = texts(CHAT, "input_text");
    List<String> prompts = texts(PROMPTS, "prompt");
    printAltered(CLEAN, clean);
    printAltered(CHAT, chat);
    printAltered(PROMPTS, prompts);
    printSpeed("clean text, lower case, about 1 KB each", inKilobytes(clean));
    printSpeed("chat with names, about 1 KB each", inKilobytes(chat));
    printSpeed("long prompts", prompts);
    printSpeed("text dense with personal data", labelled.stream().map(Labelled::text).toList());
    return ExitCode.OK;
  }

  private void print(String title, List<Labelled> texts, Predicate<Labelled> half) {
    Map<PiiType, Count> counts = new EnumMap<>(PiiType.class);
    for (PiiType type : LABELLED_TYPES) {
      counts.put(type, new Count());
    }
    for (Labelled text : texts) {
      if (half.test(text)) {
        count(text, counts);
      }
    }
    Count checkable = new Count();
    Count all = new Count();
    System.out.printf("%n%s%n", title);
    System.out.printf(
        "%-12s %6s %6s %8s %9s %10s %7s %6s%n",
        "type", "spans", "found", "covered", "findings", "precision", "recall", "F2");
    counts.forEach(
        (type, count) -> {
          printRow(type.name(), count);
          all.add(count);
          if (CHECKABLE.contains(type)) {
            checkable.add(count);
          }
        });
    printRow("checkable", checkable);
    printRow("all", all);
  }

  private static void printRow(String name, Count count) {
    System.out.printf(
        Locale.ROOT,
        "%-12s %6d %6d %8d %9d %10.3f %7.3f %6.3f%n",
        name,
        count.spans,
        count.found,
        count.covered,
        count.findings,
        count.precision(),
        count.recall(),
        count.f2());
  }

  private void count(Labelled text, Map<PiiType, Count> counts) {
    List<Finding> findings = redactor.find(text.text());
    for (Finding span : text.spans()) {
      Count count = counts.get(span.type());
      count.spans++;
      count.found += overlapsOwn(span, findings) ? 1 : 0;
      count.covered += findings.stream().anyMatch(finding -> overlap(finding, span)) ? 1 : 0;
    }
    for (Finding finding : findings) {
      Count count = counts.get(finding.type());
      if (count != null) {
        count.findings++;
        count.right += overlapsOwn(finding, text.spans()) ? 1 : 0;
      }
    }
  }

  private static boolean overlapsOwn(Finding one, List<Finding> others) {
    return others.stream().anyMatch(other -> other.type() == one.type() && overlap(one, other));
  }

  private static boolean overlap(Finding one, Finding other) {
    return one.start() < other.end() && other.start() < one.end();
  }

  private void printAltered(String name, List<String> texts) {
    List<String> altered = new ArrayList<>();
    int count = 0;
    for (String text : texts) {
      String redacted = redactor.redact(text);
      if (!redacted.equals(text)) {
        count++;
        if (altered.size() < EXAMPLES && text.length() <= 200) {
          altered.add(text + "  ->  " + redacted);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n%s: %d of %d texts altered (%.2f %%)%n",
        name,
        count,
        texts.size(),
        100.0 * count / texts.size());
    altered.forEach(example -> System.out.println("  " + example.replace('\n', ' ')));
  }

  /** Measures, after a warm-up, UTF-8 bytes per second of CPU time of one thread. */
  private void printSpeed(String name, List<String> texts) {
    long bytes = 0;
    for (String text : texts) {
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
    long rounds = Math.max(1, MEASURED_BYTES / bytes);
    long chars = redactAll(texts, Math.max(1, rounds / 4));
    long start = THREADS.getCurrentThreadCpuTime();
    chars += redactAll(texts, rounds);
    double seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
    long withFinding = texts.stream().filter(text -> !redactor.find(text).isEmpty()).count();
    System.out.printf(
        Locale.ROOT,
        "%n%s: %.0f MB/s per core (%d texts, %d with a finding, %d characters after redaction)%n",
        name,
        bytes * rounds / seconds / 1e6,
        texts.size(),
        withFinding,
        chars);
  }

  private long redactAll(List<String> texts, long rounds) {
    long chars = 0;
    for (long round = 0; round < rounds; round++) {
      for (String text : texts) {
        chars += redactor.redact(text).length();
      }
    }
    return chars;
  }

  private static List<String> inKilobytes(List<String> texts) {
    List<String> joined = new ArrayList<>();
    StringBuilder next = new StringBuilder();
    for (String text : texts) {
      next.append(text).append('\n');
      if (next.length() >= 1000) {
        joined.add(next.toString());
        next.setLength(0);
      }
    }
    return joined;
  }

  private List<Labelled> labelled() throws IOException {
    List<Labelled> texts = new ArrayList<>();
    for (JsonNode line : lines(LABELLED)) {
      List<Finding> spans = new ArrayList<>();
      String text = line.get("text").asText();
      for (JsonNode span : line.get("spans")) {
        PiiType type = typeOf(span.get("type").asText());
        if (type != null) {
          spans.add(
              new Finding(
                  type,
                  text.offsetByCodePoints(0, span.get("start").asInt()),
                  text.offsetByCodePoints(0, span.get("end").asInt())));
        }
      }
      spans.sort(Comparator.comparingInt(Finding::start));
      texts.add(new Labelled(text, spans, line.get("template_id").asInt() % 2 == 1));
    }
    return texts;
  }

  /** Maps a label to its type; null if it is not redacted. */
  private static PiiType typeOf(String label) {
    return switch (label) {
      case "CREDIT_CARD" -> PiiType.CARD;
      case "PHONE_NUMBER" -> PiiType.PHONE;
      case "EMAIL_ADDRESS" -> PiiType.EMAIL;
      case "US_SSN" -> PiiType.SSN;
      case "IBAN_CODE" -> PiiType.IBAN;
      case "IP_ADDRESS" -> PiiType.IP;
      case "ADDRESS" -> PiiType.ADDRESS;
      case "PERSON" -> PiiType.PERSON;
      default -> null;
    };
  }

  private static Set<PiiType> labelledTypes() {
    Set<PiiType> types = EnumSet.copyOf(CHECKABLE);
    types.add(PiiType.ADDRESS);
    types.add(PiiType.PERSON);
    return types;
  }

  private List<String> texts(String file, String field) throws IOException {
    return lines(file).stream().map(line -> line.get(field).asText()).toList();
  }

  private List<JsonNode> lines(String file) throws IOException {
    return JsonLines.read(folder.with(List.of(file)).resolve(file));
  }
}
