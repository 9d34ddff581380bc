package ai.kalimtak.quality.review;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/**
 * Chooses the batch of candidates whose labels would teach most.
 *
 * <p>The worth of a candidate is <em>uncertainty x novelty x traffic</em>. Uncertainty is 1 minus
 * the margin between the two most likely classes (Scheffer et al. 2001): a label moves the border
 * between classes most where the model hesitates between two. Uncertainty alone picks outliers, so
 * it is weighted by traffic: the mean cosine with all unlabeled rows, times how often the text
 * occurred (information density, Settles and Craven 2008). The most uncertain rows also resemble
 * each other, so novelty is 1 minus the cosine with the nearest row that is labeled or already in
 * the batch; the batch thus spreads like a greedy k-center (Sener and Savarese 2018), weighted by
 * worth. As long as there is no model, every uncertainty is 1, and typical rows come first
 * (TypiClust, Hacohen et al. 2022).
 */
public final class ReviewBatch {
  private final ReviewSettings settings;

  public ReviewBatch(ReviewSettings settings) {
    this.settings = settings;
  }

  /**
   * An unlabeled row.
   *
   * @param features of unit length, or zero
   * @param first probability of the most likely class
   * @param second probability of the second most likely class
   * @param typicality mean cosine with all unlabeled rows, divided by the average of that mean
   * @param copies interactions with this text, at least 1
   */
  public record Candidate(
      String id, Vector features, double first, double second, double typicality, long copies) {
    double uncertainty() {
      return 1 - (first - second);
    }

    double traffic() {
      return Math.max(1e-9, typicality) * (1 + Math.log((double) copies));
    }
  }

  /**
   * A chosen row.
   *
   * @param nearest cosine with the nearest row that was labeled or chosen before
   * @param worth the worth for which it was chosen
   */
  public record Choice(Candidate candidate, double nearest, double worth) {}

  /**
   * Returns the batch, best first; the smaller id breaks ties. Takes time proportional to the
   * number of candidates times the size of the batch.
   *
   * @param labelled features of labeled rows, of unit length
   */
  public List<Choice> choose(List<Candidate> candidates, List<Vector> labelled) {
    int size = Math.min(settings.size(), candidates.size());
    // Converted once, because each conversion copies.
    List<SparseVector> features =
        candidates.stream().map(candidate -> candidate.features().toSparse()).toList();
    double[] nearest = nearest(features, labelled);
    boolean[] taken = new boolean[candidates.size()];
    List<Choice> chosen = new ArrayList<>(size);
    while (chosen.size() < size) {
      int best = -1;
      double most = -1;
      for (int i = 0; i < taken.length; i++) {
        if (taken[i]) {
          continue;
        }
        double worth = worth(candidates.get(i), nearest[i]);
        boolean better =
            worth > most
                || (worth == most
                    && candidates.get(i).id().compareTo(candidates.get(best).id()) < 0);
        if (better) {
          best = i;
          most = worth;
        }
      }
      taken[best] = true;
      chosen.add(new Choice(candidates.get(best), nearest[best], most));
      if (settings.noveltyWeight() > 0) {
        raise(nearest, features, features.get(best));
      }
    }
    return chosen;
  }

  private double worth(Candidate candidate, double nearest) {
    return candidate.uncertainty()
        * Math.pow(Math.max(0, 1 - nearest), settings.noveltyWeight())
        * Math.pow(candidate.traffic(), settings.trafficWeight());
  }

  private double[] nearest(List<SparseVector> features, List<Vector> labelled) {
    double[] nearest = new double[features.size()];
    if (settings.noveltyWeight() > 0 && !labelled.isEmpty() && nearest.length > 0) {
      // The index visits only the labeled rows that share a feature with the candidate.
      Index index = new Index(labelled);
      for (int i = 0; i < nearest.length; i++) {
        nearest[i] = index.highestCosine(features.get(i));
      }
    }
    return nearest;
  }

  /** Updates the highest cosine of each candidate after one more row was chosen. */
  private static void raise(double[] nearest, List<SparseVector> features, SparseVector row) {
    double[] dense = new double[row.size()];
    for (int i = 0; i < row.indices().length; i++) {
      dense[row.indices()[i]] = row.values()[i];
    }
    for (int i = 0; i < nearest.length; i++) {
      SparseVector other = features.get(i);
      double cosine = 0;
      for (int j = 0; j < other.indices().length; j++) {
        cosine += other.values()[j] * dense[other.indices()[j]];
      }
      nearest[i] = Math.max(nearest[i], cosine);
    }
  }

  /** An inverted index: for each feature, the rows that have it. */
  private static final class Index {
    private final int rows;
    private final int[] starts;
    private final int[] row;
    private final double[] value;
    private final double[] cosines;

    Index(List<Vector> vectors) {
      rows = vectors.size();
      int features = vectors.get(0).size();
      starts = new int[features + 1];
      int total = 0;
      List<SparseVector> sparse = vectors.stream().map(Vector::toSparse).toList();
      for (SparseVector vector : sparse) {
        for (int index : vector.indices()) {
          starts[index + 1]++;
          total++;
        }
      }
      for (int i = 0; i < features; i++) {
        starts[i + 1] += starts[i];
      }
      row = new int[total];
      value = new double[total];
      int[] next = Arrays.copyOf(starts, features);
      for (int i = 0; i < rows; i++) {
        SparseVector vector = sparse.get(i);
        for (int j = 0; j < vector.indices().length; j++) {
          int at = next[vector.indices()[j]]++;
          row[at] = i;
          value[at] = vector.values()[j];
        }
      }
      cosines = new double[rows];
    }

    double highestCosine(SparseVector vector) {
      Arrays.fill(cosines, 0);
      for (int i = 0; i < vector.indices().length; i++) {
        int feature = vector.indices()[i];
        for (int at = starts[feature]; at < starts[feature + 1]; at++) {
          cosines[row[at]] += vector.values()[i] * value[at];
        }
      }
      return Arrays.stream(cosines).max().orElse(0);
    }
  }
}
