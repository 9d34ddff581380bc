package ai.kalimtak.quality.review;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.quality.review.ReviewBatch.Candidate;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;

class ReviewBatchTest {
  private static final Vector X = Vectors.sparse(3, new int[] {0}, new double[] {1});
  private static final Vector Y = Vectors.sparse(3, new int[] {1}, new double[] {1});
  private static final Vector Z = Vectors.sparse(3, new int[] {2}, new double[] {1});

  @Test
  void asksFirstWhereTheModelHesitates() {
    assertThat(chosen(settings(2, 0, 0), List.of(row("a", X, 0.9), row("b", Y, 0.5)), List.of()))
        .containsExactly("b", "a");
  }

  @Test
  void doesNotAskTwiceAboutSimilarTexts() {
    List<Candidate> rows = List.of(row("a", X, 0.5), row("b", X, 0.51), row("c", Y, 0.6));
    assertThat(chosen(settings(2, 0, 0), rows, List.of())).containsExactly("a", "b");
    assertThat(chosen(settings(2, 1, 0), rows, List.of())).containsExactly("a", "c");
  }

  @Test
  void asksLastAboutTextsSimilarToLabeledOnes() {
    List<Candidate> rows = List.of(row("a", X, 0.5), row("b", Y, 0.6), row("c", Z, 0.7));
    assertThat(chosen(settings(3, 1, 0), rows, List.of(X))).containsExactly("b", "c", "a");
  }

  @Test
  void asksAboutFrequentTextsBeforeOutliers() {
    List<Candidate> rows =
        List.of(
            new Candidate("outlier", X, 0.5, 0.5, 0.1, 1),
            new Candidate("typical", Y, 0.6, 0.4, 2, 1),
            new Candidate("frequent", Z, 0.6, 0.4, 2, 50));
    assertThat(chosen(settings(3, 0, 1), rows, List.of()))
        .containsExactly("frequent", "typical", "outlier");
    assertThat(chosen(settings(1, 0, 0), rows, List.of())).containsExactly("outlier");
  }

  @Test
  void breaksTiesById() {
    List<Candidate> rows = List.of(row("b", X, 0.5), row("c", Y, 0.5), row("a", Z, 0.5));
    assertThat(chosen(settings(9, 1, 0), rows, List.of())).containsExactly("a", "b", "c");
    assertThat(chosen(settings(9, 1, 1), List.of(), List.of())).isEmpty();
  }

  private static List<String> chosen(
      ReviewSettings settings, List<Candidate> rows, List<Vector> labelled) {
    return new ReviewBatch(settings)
        .choose(rows, labelled).stream().map(choice -> choice.candidate().id()).toList();
  }

  /** A row with two classes. */
  private static Candidate row(String id, Vector features, double first) {
    return new Candidate(id, features, first, 1 - first, 1, 1);
  }

  private static ReviewSettings settings(int size, double novelty, double traffic) {
    return new ReviewSettings(true, size, 20, 100, novelty, traffic);
  }
}
