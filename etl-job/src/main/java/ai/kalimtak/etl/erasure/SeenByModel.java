package ai.kalimtak.etl.erasure;

import java.util.Comparator;

/**
 * A model version that learnt from a person's rows, or may have.
 *
 * @param certain whether its data could be looked at; if not, it is younger than the person's first
 *     interaction
 * @param deployment its state in production at that time; {@code none} when it never served
 */
public record SeenByModel(String model, int version, boolean certain, String deployment)
    implements Comparable<SeenByModel> {
  boolean isVersionOf(SeenByModel other) {
    return model.equals(other.model) && version == other.version;
  }

  /** Of two findings about one version, the one that is certain. */
  public SeenByModel surer(SeenByModel other) {
    return certain ? this : other;
  }

  public String label() {
    return model + " v" + version;
  }

  @Override
  public int compareTo(SeenByModel other) {
    return Comparator.comparing(SeenByModel::model)
        .thenComparingInt(SeenByModel::version)
        .compare(this, other);
  }
}
