package ai.kalimtak.bench.domains;

import ai.kalimtak.bench.workbench.JsonLines;
import ai.kalimtak.common.learning.LabelRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A text of CLINC150. */
record ClincText(String text, String domain, String intent) {
  private static final String TRAIN = "clinc150-train.jsonl.gz";
  private static final String TRAIN_OUTSIDE = "clinc150-oos_train.jsonl.gz";
  private static final String VAL = "clinc150-val.jsonl.gz";
  private static final String VAL_OUTSIDE = "clinc150-oos_val.jsonl.gz";

  static final List<String> FILES = List.of(TRAIN, TRAIN_OUTSIDE, VAL, VAL_OUTSIDE);

  /** A text with its split. */
  record Placed(ClincText text, String split) {}

  static List<ClincText> train(Path folder) throws IOException {
    return read(folder, TRAIN, TRAIN_OUTSIDE);
  }

  static List<ClincText> val(Path folder) throws IOException {
    return read(folder, VAL, VAL_OUTSIDE);
  }

  private static List<ClincText> read(Path folder, String... files) throws IOException {
    List<ClincText> texts = new ArrayList<>();
    for (String file : files) {
      texts.addAll(
          JsonLines.read(
              folder.resolve(file),
              fields ->
                  new ClincText(
                      fields.get("text").asText(),
                      fields.get("domain").asText(),
                      fields.get("intent").asText())));
    }
    return texts;
  }

  /** Returns its domain or intent; all out-of-scope texts have the same. */
  String label(String kind) {
    return domain.equals(LabelRule.OUT_OF_SCOPE) || kind.equals("domain") ? domain : intent;
  }

  /** Returns a hash below {@code buckets}; equal texts have the same. */
  int bucket(int salt, int buckets) {
    CRC32 hash = new CRC32();
    hash.update((salt + "|" + text).getBytes(StandardCharsets.UTF_8));
    return (int) (hash.getValue() % buckets);
  }
}
