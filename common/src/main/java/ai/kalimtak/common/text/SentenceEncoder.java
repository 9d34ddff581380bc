package ai.kalimtak.common.text;

/**
 * Turns a text into a vector that represents its meaning. The only implementation is in the
 * optional module {@code common/embeddings}, which {@link java.util.ServiceLoader} finds; the suite
 * builds and runs without it.
 */
public interface SentenceEncoder {
  /** Returns the length of the vectors. */
  int size();

  /** Returns a vector of unit length; must be safe for concurrent calls. */
  float[] encode(String text);
}
