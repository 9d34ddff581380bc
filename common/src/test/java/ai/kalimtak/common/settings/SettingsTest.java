package ai.kalimtak.common.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void bindsEveryDefault() {
    CoreSettings core = core();
    assertThat(core.supabase().url()).isEmpty();
    assertThat(core.lake().root()).endsWith("/.kalimtak/lake").startsWith("/");
    assertThat(core.spark().isLocal()).isTrue();
    assertThat(core.lockWaitSeconds()).isEqualTo(300);
  }

  @Test
  void theCommandLineOverridesTheFileAndTheFileTheDefaults() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("my.conf"), "lake.root = /lake\nmodels.root = \"s3a://bucket/models/\"");
    CoreSettings core =
        Settings.load(
                Optional.of(file),
                List.of(
                    "lake.root=/other",
                    "supabase.url=jdbc:postgresql://db.example.co:6543/postgres",
                    "spark.conf.spark.sql.shuffle.partitions=8"))
            .reader()
            .bind(CoreSettings::from);
    assertThat(core.lake().root()).isEqualTo("/other");
    assertThat(core.modelsRoot()).isEqualTo("s3a://bucket/models");
    assertThat(core.spark().conf()).containsEntry("spark.sql.shuffle.partitions", "8");
    assertThat(core.supabase().transactionPooler()).isTrue();
    assertThat(core.supabase().sslmode()).isEqualTo("require");
  }

  @Test
  void reportsEveryUnknownKeyWithItsLocationAndTheNearestKnownKey() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("my.conf"), "lake {\n  rot = /lake\n}\nquality.min-score = 3");
    assertThatThrownBy(() -> Settings.load(Optional.of(file), List.of("supabase.uesr=me")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("my.conf: 2: unknown key lake.rot; did you mean lake.root?")
        .hasMessageContaining("unknown key supabase.uesr; did you mean supabase.user?")
        .satisfies(e -> assertThat(((JobException) e).exitCode()).isEqualTo(ExitCode.BAD_SETTINGS));
  }

  @Test
  void reportsAllInvalidValuesAtOnce() {
    assertThatThrownBy(
            () ->
                core(
                    "supabase.max-connections=0",
                    "supabase.sslmode=maybe",
                    "run.lock-wait-seconds=soon"))
        .hasMessageContaining("supabase.max-connections is 0, must be 1 to 64")
        .hasMessageContaining("supabase.sslmode is \"maybe\"")
        .hasMessageContaining("run.lock-wait-seconds must be a whole number");
  }

  @Test
  void rejectsCredentialsInTheUrlWithoutRepeatingThem() {
    assertThatThrownBy(() -> core("supabase.url=\"jdbc:postgresql://h:1/db?password=hunter2\""))
        .hasMessageContaining("contains credentials")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void rejectsS3CredentialsWithoutRepeatingThem() {
    assertThatThrownBy(
            () ->
                core(
                    "spark.conf.spark.hadoop.fs.s3a.access.key=hunter1",
                    "spark.conf.spark.hadoop.fs.s3a.bucket.mine.secret.key=hunter2"))
        .hasMessageContaining("fs.s3a.access.key contains credentials")
        .hasMessageContaining("fs.s3a.bucket.mine.secret.key contains credentials")
        .hasMessageContaining("AWS_ACCESS_KEY_ID")
        .hasMessageNotContaining("hunter");
  }

  @Test
  void rejectsATimeZoneOtherThanUtc() {
    assertThatThrownBy(() -> core("spark.conf.spark.sql.session.timeZone=Europe/Berlin"))
        .hasMessageContaining("spark.sql.session.timeZone is Europe/Berlin, must be UTC");
  }

  @Test
  void rejectsARestrictedRootInsideTheLake() {
    assertThatThrownBy(() -> core("lake.root=/lake", "lake.restricted-root=/lake/restricted"))
        .hasMessageContaining("must be outside");
  }

  @Test
  void showsOverridesWithoutSecrets() {
    Settings settings =
        Settings.load(
            Optional.empty(),
            List.of("lake.root=/lake", "spark.conf.spark.hadoop.fs.s3a.secret.key=hunter2"));
    assertThat(settings.describeOverrides())
        .isEqualTo("{lake.root=/lake, spark.conf.spark.hadoop.fs.s3a.secret.key=***}");
  }

  private static CoreSettings core(String... assignments) {
    return Settings.load(Optional.empty(), List.of(assignments)).reader().bind(CoreSettings::from);
  }
}
