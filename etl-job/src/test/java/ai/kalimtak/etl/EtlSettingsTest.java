package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.etl.pull.PullSettings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.source.SourceSettings;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EtlSettingsTest {
  @Test
  void theDefaultsAreThoseOfTheReference() {
    assertThat(bind())
        .isEqualTo(
            new EtlSettings(
                new SourceSettings(
                    "public.user_interactions",
                    Optional.of("public.user_interaction_deletes"),
                    Set.of()),
                new PullSettings(
                    new PullSettings.Window(60, 60),
                    new PullSettings.Reads(0, 20_000),
                    new PullSettings.Limits(20_000_000, LocalDate.of(2000, 1, 1), 24),
                    2000),
                EnumSet.allOf(PiiType.class)));
  }

  @Test
  void everyKeyIsBound() {
    assertThat(
            bind(
                "etl.source-table=crm.chats",
                "etl.deletes-table=crm.deleted_chats",
                "etl.ignore-columns=[internal_note]",
                "etl.overlap-minutes=5",
                "etl.held-back-warning-seconds=7",
                "etl.parallel-reads=3",
                "etl.min-rows-per-read=11",
                "etl.max-text-bytes=13",
                "etl.earliest-created-on=2020-02-03",
                "etl.future-tolerance-hours=17",
                "etl.quarantine-text-characters=19",
                "etl.redact=[email, url-credential]"))
        .isEqualTo(
            new EtlSettings(
                new SourceSettings(
                    "crm.chats", Optional.of("crm.deleted_chats"), Set.of("internal_note")),
                new PullSettings(
                    new PullSettings.Window(5, 7),
                    new PullSettings.Reads(3, 11),
                    new PullSettings.Limits(13, LocalDate.of(2020, 2, 3), 17),
                    19),
                EnumSet.of(PiiType.EMAIL, PiiType.URL_CREDENTIAL)));
  }

  @Test
  void anotherSourceHasNoDeletesTableUnlessOneIsNamed() {
    assertThat(bind("etl.source-table=crm.chats").source().deletesTable()).isEmpty();
    assertThat(bind("etl.deletes-table=none").source().deletesTable()).isEmpty();
  }

  @Test
  void allProblemsAreReportedTogether() {
    assertThatThrownBy(
            () ->
                bind(
                    "etl.source-table=no table",
                    "etl.earliest-created-on=yesterday",
                    "etl.redact=[e-mail]"))
        .hasMessageContaining("etl.source-table must be a table name, schema.table")
        .hasMessageContaining("etl.earliest-created-on must be a date such as 2000-01-01")
        .hasMessageContaining(
            "etl.redact has unknown type \"e-mail\"; expected any of url-credential, api-key");
  }

  private static EtlSettings bind(String... assignments) {
    return Settings.load(Optional.empty(), List.of(assignments)).reader().bind(EtlSettings::from);
  }
}
