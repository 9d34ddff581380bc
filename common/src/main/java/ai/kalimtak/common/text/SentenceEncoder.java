package ai.kalimtak.common.text;

/**
 * Turns a text into a vector of its meaning. The one implementation lies in the optional module
 * {@code common/embeddings}, which {@link java.util.ServiceLoader} finds; the suite is built and
 * runs without it.
 */
public interface SentenceEncoder {
  /** How long the vectors are. */
  int size();

  /** A vector of unit length; called by several threads at a time. */
  float[] encode(String text);
}
