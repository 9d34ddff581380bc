package ai.kalimtak.quality;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.quality.signals.ModelVersions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Lakes store the fingerprints of settings. If one of these changes by accident, every lake is
 * analyzed again, and no version of {@code gold/training_data} can be rebuilt any more.
 */
class QualitySettingsTest {
  private static final String DEFAULTS =
      "{\"min_score\":4,\"min_rating_lower_bound\":0.5,\"exact_duplicates\":true,"
          + "\"duplicate_key\":\"input-output\",\"near_duplicates\":{\"enabled\":true,\"threshold\":0.8,"
          + "\"shingle_characters\":5,\"bands\":12,\"recall\":0.97,\"bucket_members\":16,\"seed\":17},"
          + "\"heuristics\":{\"enabled\":true,\"rules\":[\"encoded\",\"encoding\",\"gibberish\","
          + "\"language\",\"placeholder\",\"refusal\",\"repetition\",\"symbols\",\"too-long\","
          + "\"too-short\",\"truncated\"],\"min_content\":1,\"max_characters\":200000,"
          + "\"max_damaged_share\":0.02,\"max_encoded_share\":0.7,\"max_symbol_share\":0.7,"
          + "\"max_periodic_share\":0.5,\"max_repeated_word_share\":0.8,\"max_repeated_line_share\":0.6,"
          + "\"min_letter_likelihood\":-3.8,\"languages\":[]},"
          + "\"moderation\":{\"lexicon\":{\"enabled\":true,\"languages\":[\"ar\",\"az\",\"bg\",\"bs\","
          + "\"ca\",\"cs\",\"da\",\"de\",\"el\",\"en\",\"es\",\"et\",\"fi\",\"fr\",\"ga\",\"he\",\"hi\","
          + "\"hr\",\"hu\",\"hy\",\"id\",\"is\",\"it\",\"ja\",\"ka\",\"ko\",\"lt\",\"lv\",\"mk\",\"ms\","
          + "\"mt\",\"nl\",\"no\",\"pl\",\"pt\",\"ro\",\"ru\",\"sk\",\"sl\",\"sq\",\"sr\",\"sv\",\"sw\","
          + "\"th\",\"tl\",\"tr\",\"uk\",\"vi\",\"xh\",\"zh\",\"zu\"],\"main_language\":\"en\","
          + "\"threshold\":0.5},\"model\":{\"enabled\":true,\"threshold\":0.8}},"
          + "\"min_domain_confidence\":0.5,\"diversity\":{\"enabled\":true,\"min_domain_share\":0.01,"
          + "\"max_domain_share\":0.5,\"tempering\":0.7,\"max_subject_share\":0.05,"
          + "\"max_template_share\":0.5,\"min_group_rows\":20,\"min_subject_rows\":3,"
          + "\"max_removed_share\":0.25,\"cells\":64,\"seed\":17},\"review\":{\"enabled\":true,"
          + "\"size\":100,\"candidates_per_place\":20,\"labelled_compared\":5000,\"novelty_weight\":1.0,"
          + "\"traffic_weight\":0.5},\"validation_share\":0.1,\"test_share\":0.1,\"split_seed\":17}";

  @Test
  void theFingerprintOfTheDefaultsIsTheOneStoredInLakes() {
    assertThat(settings().fingerprint()).isEqualTo(DEFAULTS);
    assertThat(signals(settings())).isEqualTo("e2174d0a40a7e3c4");
  }

  @Test
  void theFingerprintOfChangedSettingsIsTheOneStoredInLakes() {
    QualitySettings changed =
        settings(
            "quality.duplicate-key=input",
            "quality.min-score=3",
            "quality.test-share=0.2",
            "quality.near-duplicates.enabled=false");
    assertThat(changed.fingerprint())
        .isEqualTo(
            DEFAULTS
                .replace("input-output", "input")
                .replace("\"min_score\":4", "\"min_score\":3")
                .replace("\"test_share\":0.1", "\"test_share\":0.2")
                .replace(
                    "\"near_duplicates\":{\"enabled\":true",
                    "\"near_duplicates\":{\"enabled\":false"));
    assertThat(signals(changed)).isEqualTo("a14734164e200d84");
  }

  @Test
  void settingsCanBeReadBackFromTheirFingerprint() {
    assertThat(QualitySettings.of(DEFAULTS)).isEqualTo(settings());
  }

  @Test
  void theSettingsOfEarlierLakesHaveNoneOfTheLaterLimits() {
    String earlier =
        DEFAULTS.replace(
            "\"min_group_rows\":20,\"min_subject_rows\":3,\"max_removed_share\":0.25,", "");
    assertThat(earlier).isNotEqualTo(DEFAULTS);
    assertThat(QualitySettings.of(earlier))
        .isEqualTo(
            settings(
                "quality.diversity.min-group-rows=1",
                "quality.diversity.min-subject-rows=1",
                "quality.diversity.max-removed-share=1"));
  }

  private static String signals(QualitySettings settings) {
    return QualityPlan.of(
            new TableVersion("table", 3),
            new ModelVersions(Optional.empty(), Optional.empty(), Optional.empty()),
            settings,
            Optional.empty(),
            false)
        .signals();
  }

  private static QualitySettings settings(String... assignments) {
    return Settings.load(Optional.empty(), List.of(assignments))
        .reader()
        .bind(QualitySettings::from);
  }
}
