package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The evidence for one completed request: counts of what was removed, without ids or texts.
 *
 * @param begunAt when a run first began to erase the user
 * @param runId the run that completed the request
 * @param filesRemoved old files of the lake that this run removed, for all its requests
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

  /** The run that completes requests. */
  public record Run(long runId, Instant completedAt, long filesRemoved, List<String> warnings) {
    public static Run completed(long runId, long filesRemoved, List<String> warnings) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      return new Run(runId, now, filesRemoved, warnings);
    }
  }

  static ErasureEvidence of(Run run, OpenRequest request, ErasureFinding finding) {
    return new ErasureEvidence(
        request.requestedAt(),
        finding.at(),
        run.completedAt(),
        run.runId(),
        manifestVersion(),
        finding.interactions(),
        finding.rows(),
        run.filesRemoved(),
        finding.models(),
        run.warnings());
  }

  /** Returns the JSON form with its SHA-256. */
  String json() {
    ObjectNode node = (ObjectNode) Json.tree(this);
    node.put("sha256", sha256(node));
    return Json.write(node);
  }

  /** Returns the checksum over all other fields, with keys sorted and without spaces. */
  public static String sha256(ObjectNode evidence) {
    return Sha256.of(Json.writeCanonical(evidence.deepCopy().without("sha256")));
  }

  /** The version in the jar's manifest. */
  private static String manifestVersion() {
    return Optional.ofNullable(ErasureEvidence.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
