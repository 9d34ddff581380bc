package ai.kalimtak.submit.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.doctor.Finding.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final String URL = "supabase.url=\"jdbc:postgresql://127.0.0.1:1/x\"";

  @TempDir Path folder;

  @Test
  void reportsASecretThatOthersCanReadWithoutShowingIt() throws Exception {
    Path file = Files.writeString(folder.resolve("subject-secret"), "hunter2hunter2hunter2");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Secrets.examine(core(), Map.of()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.state()).isEqualTo(State.broken);
              assertThat(finding.remedy()).isEqualTo("chmod 600 " + file);
              assertThat(finding.toString()).doesNotContain("hunter2");
            });
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(Secrets.examine(core(), Map.of())).extracting(Finding::state).containsOnly(State.ok);
  }

  @Test
  void aShortOrMissingSecretIsBrokenWithARealDatabase() {
    assertThat(Secrets.examine(core(URL), Map.of("KALIMTAK_SUBJECT_SECRET", "short")))
        .extracting(Finding::state)
        .containsExactly(State.warning, State.broken);
    assertThat(Secrets.examine(core(URL), Map.of("SUPABASE_DB_PASSWORD", "x")))
        .extracting(Finding::state)
        .containsExactly(State.ok, State.broken);
  }

  @Test
  void anUnreachableDatabaseIsOneFindingWithARemedy() {
    assertThat(DatabaseHealth.examine(core(URL)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.state()).isEqualTo(State.broken);
              assertThat(finding.remedy()).contains("127.0.0.1:1/x").contains("Check supabase.url");
            });
  }

  @Test
  void anUnwritableRootIsBrokenAndTheOthersAreStillChecked() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(Places.examine(core("lake.root=\"" + file + "/lake\"")))
        .filteredOn(finding -> finding.state() == State.broken)
        .singleElement()
        .satisfies(finding -> assertThat(finding.remedy()).contains("Check lake.root"));
  }

  @Test
  void aRestrictedRootThatEveryoneCanReadIsAWarning() throws Exception {
    Path root = Files.createDirectory(folder.resolve("restricted"));
    String setting = "lake.restricted-root=\"" + root + "\"";
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(rights(setting).state()).isEqualTo(State.warning);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    assertThat(rights(setting).state()).isEqualTo(State.ok);
  }

  @Test
  void judgesAClockByTheSmallestPossibleSkew() {
    assertThat(skew(4_000, 100)).isEqualTo(State.ok);
    assertThat(skew(-20_000, 100)).isEqualTo(State.warning);
    assertThat(skew(20_000, 18_000)).as("the skew may be small").isEqualTo(State.ok);
    assertThat(skew(600_000, 100)).isEqualTo(State.broken);
  }

  @Test
  void checksVersionsMemoryAndDiskAgainstTheirLimits() {
    assertThat(Versions.java(16).state()).isEqualTo(State.broken);
    assertThat(Versions.spark("Spark", "4.1.3").state()).isEqualTo(State.broken);
    assertThat(Versions.spark("Spark", "4.2.1").state()).isEqualTo(State.ok);
    assertThat(Resources.memory(1, 24).state()).isEqualTo(State.warning);
    assertThat(Resources.memory(23, 24).state()).isEqualTo(State.warning);
    assertThat(Resources.disk("disk", 0.5).state()).isEqualTo(State.broken);
    assertThat(Resources.disk("disk", 5).state()).isEqualTo(State.warning);
  }

  private Finding rights(String setting) {
    return Places.examine(core(setting)).stream()
        .filter(finding -> finding.what().equals("restricted rights"))
        .findFirst()
        .orElseThrow();
  }

  private static State skew(long millis, long took) {
    return DatabaseHealth.skew(Duration.ofMillis(millis), Duration.ofMillis(took)).state();
  }

  private CoreSettings core(String... settings) {
    List<String> all = new java.util.ArrayList<>(List.of(settings));
    all.add("state.directory=\"" + folder + "\"");
    return Settings.load(Optional.empty(), all).reader().bind(CoreSettings::from);
  }
}
