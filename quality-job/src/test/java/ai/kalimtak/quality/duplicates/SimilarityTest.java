package ai.kalimtak.quality.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.kalimtak.common.settings.Settings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** Tests of the shingles, the exact similarity and the signature of single texts. */
class SimilarityTest {
  private static final NearDuplicateSettings SETTINGS =
      new NearDuplicateSettings(true, 0.8, 5, 12, 0.97, 16, 17);

  @Test
  void similarityIsTheJaccardIndexOfTheShingleSets() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      // Few letters, of one to four bytes each, so that texts share and repeat shingles.
      String a = letters(random, 1 + random.nextInt(60));
      String b = letters(random, 1 + random.nextInt(60));
      assertThat(similarity(a, null, b, null)).as(a + " / " + b).isEqualTo(jaccard(a, b));
    }
  }

  @Test
  void takesTheLessSimilarPart() {
    assertThat(similarity("how are you", "fine thanks", "how are you", "fine thankz"))
        .isEqualTo(jaccard("fine thanks", "fine thankz"))
        .isLessThan(1);
    assertThat(similarity("how are you", "fine", "how are you", null)).isZero();
    assertThat(similarity("how are you", null, "how are you", null)).isEqualTo(1);
  }

  @Test
  void comparesATextShorterThanAShingleAsAWhole() {
    assertThat(similarity("ok", null, "ok", null)).isEqualTo(1);
    assertThat(similarity("ok", null, "oh", null)).isZero();
    assertThat(similarity("", null, "ok", null)).isZero();
    assertThat(buckets("ok", "yes")).isEqualTo(buckets("ok", "yes"));
    assertThat(buckets("ok", "yes")).doesNotContain(buckets("oh", "yes"));
  }

  @Test
  void distinguishesInputFromOutput() {
    assertThat(Arrays.stream(buckets("a question of mine", "an answer of yours")).boxed())
        .doesNotContainAnyElementsOf(
            Arrays.stream(buckets("an answer of yours", "a question of mine")).boxed().toList());
  }

  @Test
  void signatureSlotsAgreeInProportionToTheSimilarity() {
    // One band per slot, so that every agreement counts.
    MinHashBands slots =
        new MinHashBands(new NearDuplicateSettings(true, 0.5, 5, 64, 1 - 1e-12, 16, 17));
    for (int words : new int[] {8, 40, 200}) {
      Random random = new Random(words);
      double expected = 0;
      int agreed = 0;
      int rounds = 400;
      for (int round = 0; round < rounds; round++) {
        String[] text = new String[words];
        Arrays.setAll(text, i -> letters(random, 4));
        String a = String.join(" ", text);
        text[random.nextInt(words)] = "changed";
        String b = String.join(" ", text);
        expected += jaccard(a, b);
        long[] ofA = slots.hashes(UTF8String.fromString(a), null);
        long[] ofB = slots.hashes(UTF8String.fromString(b), null);
        for (int i = 0; i < ofA.length; i++) {
          agreed += ofA[i] == ofB[i] ? 1 : 0;
        }
      }
      assertThat(agreed / (64.0 * rounds))
          .as("%d words", words)
          .isCloseTo(expected / rounds, within(0.02));
    }
  }

  @Test
  void usesAsManyRowsAsTheRecallPermits() {
    assertThat(SETTINGS.rows()).isEqualTo(6);
    assertThat(1 - Math.pow(1 - Math.pow(0.8, 6), 12)).isBetween(0.97, 0.98);
    assertThat(1 - Math.pow(1 - Math.pow(0.8, 7), 12)).isLessThan(0.97);
  }

  @Test
  void bindsTheDefaults() {
    assertThat(
            Settings.load(Optional.empty(), List.of()).reader().bind(NearDuplicateSettings::from))
        .isEqualTo(SETTINGS);
  }

  private static String letters(Random random, int length) {
    String[] alphabet = {"a", "b", "é", "語", "😀"};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  private static double similarity(String inputA, String outputA, String inputB, String outputB) {
    return new TextSimilarity(5)
        .similarity(
            UTF8String.fromString(inputA),
            UTF8String.fromString(outputA),
            UTF8String.fromString(inputB),
            UTF8String.fromString(outputB));
  }

  private static long[] buckets(String input, String output) {
    return new MinHashBands(SETTINGS)
        .hashes(UTF8String.fromString(input), UTF8String.fromString(output));
  }

  private static double jaccard(String a, String b) {
    Set<String> shared = shingles(a);
    shared.retainAll(shingles(b));
    Set<String> all = shingles(a);
    all.addAll(shingles(b));
    return (double) shared.size() / all.size();
  }

  private static Set<String> shingles(String text) {
    int[] codePoints = text.codePoints().toArray();
    Set<String> shingles = new HashSet<>();
    for (int start = 0; start == 0 || start + 5 <= codePoints.length; start++) {
      shingles.add(new String(codePoints, start, Math.min(5, codePoints.length)));
    }
    return shingles;
  }
}
