package ai.kalimtak.etl.erasure;

import java.util.Comparator;

/**
 * A model version that was, or may have been, trained on a user's rows.
 *
 * @param certain whether its training data could be read; if not, the version is listed because it
 *     is younger than the user's first interaction
 * @param deployment state of its latest deployment at the time; {@code none} when it never served
 */
public record SeenByModel(String model, int version, boolean certain, String deployment)
    implements Comparable<SeenByModel> {
  boolean isSameVersion(SeenByModel other) {
    return model.equals(other.model) && version == other.version;
  }

  /** Of two findings about one version, returns the certain one. */
  SeenByModel moreCertain(SeenByModel other) {
    return certain ? this : other;
  }

  String label() {
    return model + " v" + version;
  }

  @Override
  public int compareTo(SeenByModel other) {
    return Comparator.comparing(SeenByModel::model)
        .thenComparingInt(SeenByModel::version)
        .compare(this, other);
  }
}
