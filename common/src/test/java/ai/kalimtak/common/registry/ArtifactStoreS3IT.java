package ai.kalimtak.common.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.S3Endpoint;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreS3IT {
  @TempDir static Path folder;
  private static S3Endpoint endpoint;

  @BeforeAll
  static void open() {
    endpoint = S3Endpoint.in(folder);
  }

  @AfterAll
  static void close() {
    endpoint.close();
  }

  @Test
  void movesAnArtifactToItsVersionAndVerifiesItAgainstTheManifest() throws IOException {
    String bucket = endpoint.bucket("models");
    ArtifactStore store = store(bucket);
    String staged = staged(store, 1);
    ModelVersion version = registered(store.seal(staged), store.publish(staged, "reward", 1));
    assertThat(version.artifactUri()).isEqualTo("s3a://" + bucket + "/models/reward/v000001");
    assertThat(endpoint.keys(bucket))
        .containsExactly(
            "models/reward/v000001/MANIFEST.sha256",
            "models/reward/v000001/metrics.json",
            "models/reward/v000001/pipeline/stages/0_stage");
    store.verify(version);

    Files.writeString(
        endpoint.objects(bucket).resolve(endpoint.keys(bucket).get(1)), "{\"auc\": 1.0}");
    assertThatThrownBy(() -> store.verify(version))
        .hasMessageContaining("these files differ from the manifest: metrics.json");
  }

  @Test
  void replacesLeftoversOfACrash() {
    String bucket = endpoint.bucket("models");
    ArtifactStore store = store(bucket);
    // One crash happened during the move, and one during staging.
    store.write("s3a://" + bucket + "/models/reward/v000001", "half-moved", "x");
    store.write(store.stage("reward", 1), "half-written", "x");
    String staged = staged(store, 2);
    store.verify(registered(store.seal(staged), store.publish(staged, "reward", 1)));
    assertThat(endpoint.keys(bucket)).hasSize(3).noneMatch(key -> key.contains("half"));
  }

  private static String staged(ArtifactStore store, long runId) {
    String staged = store.stage("reward", runId);
    store.write(staged, "metrics.json", "{\"auc\": 0.5}");
    store.write(staged + "/pipeline/stages", "0_stage", "weights");
    return staged;
  }

  private static ModelVersion registered(String sha256, String uri) {
    return new ModelVersion(
        "reward",
        1,
        ModelVersion.Status.REGISTERED,
        uri,
        sha256,
        0,
        "fingerprint",
        OptionalInt.empty(),
        "algorithm",
        NullNode.getInstance(),
        NullNode.getInstance(),
        Optional.empty(),
        "code",
        1,
        OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
  }

  private static ArtifactStore store(String bucket) {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.s3a.endpoint", endpoint.url());
    hadoop.set("fs.s3a.path.style.access", "true");
    hadoop.set("fs.s3a.buffer.dir", folder.resolve("buffer").toString());
    hadoop.set(
        "fs.s3a.aws.credentials.provider",
        "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider");
    return new ArtifactStore(hadoop, "s3a://" + bucket + "/models");
  }
}
