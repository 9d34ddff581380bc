package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The proof of one completed request: what was removed, without an id or a text.
 *
 * @param begunAt when a run first began with it
 * @param runId the run that completed it
 * @param filesRemoved old versions of the lake's files that this run removed, for all its requests
 */
public record ErasureEvidence(
    Instant requestedAt,
    Instant begunAt,
    Instant completedAt,
    long runId,
    String codeVersion,
    long interactions,
    Map<String, Long> rows,
    long filesRemoved,
    List<SeenByModel> models,
    List<String> warnings) {

  /** With its SHA-256, taken over the canonical form of everything else. */
  String json() {
    ObjectNode node = (ObjectNode) Json.tree(this);
    node.put("sha256", sha256(node));
    return Json.write(node);
  }

  /** The sum that evidence must carry: of its keys sorted, without spaces, without the sum. */
  public static String sha256(ObjectNode evidence) {
    return Sha256.of(Json.writeCanonical(evidence.deepCopy().without("sha256")));
  }
}
