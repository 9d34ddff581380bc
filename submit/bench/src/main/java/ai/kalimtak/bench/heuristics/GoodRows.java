package ai.kalimtak.bench.heuristics;

import ai.kalimtak.bench.workbench.JsonLines;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of a set with every judge's decision, computed once.
 *
 * @param ours the rule of ours that drops each row, or the empty string
 */
record GoodRows(
    String name, List<TextPair> rows, List<String> ours, List<FormJudges.Strictness> theirs) {
  private static final String CHAT = "topical-chat-interactions.jsonl.gz";
  private static final String PREFERENCES = "pandalm-preferences.jsonl.gz";
  private static final String PROMPTS = "awesome-prompts.jsonl.gz";

  static final List<String> FILES = List.of(CHAT, PREFERENCES, PROMPTS);

  static List<GoodRows> all(Path folder, FormJudges judges) throws IOException {
    return List.of(
        judged("topical-chat, rated 4 or 5", chat(folder.resolve(CHAT)), judges),
        judged("pandalm, preferred", preferences(folder.resolve(PREFERENCES)), judges),
        judged("awesome-prompts, distinct", prompts(folder.resolve(PROMPTS)), judges));
  }

  private static GoodRows judged(String name, List<TextPair> rows, FormJudges judges) {
    return new GoodRows(
        name,
        rows,
        rows.parallelStream().map(judges::ours).toList(),
        rows.parallelStream().map(FormJudges::strictness).toList());
  }

  private static List<TextPair> chat(Path file) throws IOException {
    return JsonLines.read(file).stream()
        .filter(row -> row.path("feedback_score").asInt() >= 4)
        .map(
            row -> new TextPair(row.path("input_text").asText(), row.path("model_output").asText()))
        .filter(pair -> !pair.prompt().isBlank() && !pair.answer().isBlank())
        .toList();
  }

  private static List<TextPair> preferences(Path file) throws IOException {
    List<TextPair> pairs = new ArrayList<>();
    for (JsonNode row : JsonLines.read(file)) {
      int first = 0;
      int second = 0;
      for (int annotator = 1; annotator <= 3; annotator++) {
        first += row.path("annotator" + annotator).asInt() == 1 ? 1 : 0;
        second += row.path("annotator" + annotator).asInt() == 2 ? 1 : 0;
      }
      String answer = row.path(first > second ? "response1" : "response2").asText();
      if (first != second && !answer.isBlank()) {
        String prompt = row.path("instruction").asText() + "\n" + row.path("input").asText();
        pairs.add(new TextPair(prompt.strip(), answer));
      }
    }
    return pairs;
  }

  private static List<TextPair> prompts(Path file) throws IOException {
    Set<String> distinct = new HashSet<>();
    List<TextPair> pairs = new ArrayList<>();
    for (JsonNode row : JsonLines.read(file)) {
      String prompt = row.path("prompt").asText();
      if (distinct.add(prompt)) {
        pairs.add(new TextPair(prompt, null));
      }
    }
    return pairs;
  }
}
