package ai.kalimtak.embeddings;

import ai.kalimtak.common.text.SentenceEncoder;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;

/**
 * The sentence encoder all-MiniLM-L6-v2 with weights quantized to eight bits, run by ONNX in this
 * process. The model is in the library's jar; nothing is downloaded. A text of more than 510 tokens is
 * encoded in parts, whose vectors are averaged.
 */
public final class MiniLmEncoder implements SentenceEncoder {
  private static final int SIZE = 384;

  private final EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public float[] encode(String text) {
    return model.embed(text).content().vector();
  }
}
