package ai.kalimtak.submit.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportLineTest {
  private static final String KEYS =
      "\"id\": \"A9C289EA-07ae-586b-aac0-45db23585dfe\", \"created_at\": \"2026-01-05T00:00:40+01:00\"";

  @Test
  void readsTheFieldsOfUserInteractions() throws Exception {
    String[] values =
        ImportLine.parse(
            "{"
                + KEYS
                + ", \"input_text\": \"hé\\tllo\", \"feedback_score\": 5, \"metadata\": {\"a\": [1]}, \"change_xid\": 7}");
    assertThat(values).hasSize(ImportLine.COLUMN_TYPES.size());
    assertThat(values)
        .contains("a9c289ea-07ae-586b-aac0-45db23585dfe", "hé\tllo", "5", "{\"a\":[1]}")
        .contains("2026-01-05T00:00:40+01:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{broken | not valid JSON at column",
        "[1] | not a JSON object",
        "{KEYS} | input_text: missing",
        "{KEYS, \"input_text\": null} | input_text: missing",
        "{KEYS, \"input_text\": 7} | input_text: must be a string",
        "{KEYS, \"input_text\": \"a\", \"feedback_score\": 6} | feedback_score: must be a whole number from 1 to 5",
        "{KEYS, \"input_text\": \"a\", \"feedback_score\": 4.5} | feedback_score: must be a whole number",
        "{KEYS, \"input_text\": \"a\", \"feedback_score\": \"5\"} | feedback_score: must be a whole number",
        "{KEYS, \"input_text\": \"a\", \"propensity\": 0} | propensity: must be a number above 0",
        "{KEYS, \"input_text\": \"a\", \"user_id\": \"me\"} | user_id: must be a UUID",
        "{KEYS, \"input_text\": \"a\", \"feedback_at\": \"yesterday\"} | feedback_at: must be a time with an offset",
        "{KEYS, \"input_text\": \"a\", \"ip_address\": \"300.1.1.1\"} | ip_address: must be an IP address",
        "{KEYS, \"input_text\": \"a\", \"moderation_label\": \"bad\"} | moderation_label: must be ok or inappropriate",
        "{KEYS, \"input_text\": \"a\", \"metadata\": [1]} | metadata: must be a JSON object",
        "{KEYS, \"input_text\": \"a\", \"feedback_scor\": 1} | unknown field; did you mean feedback_score?",
        "{KEYS, \"input_text\": \"a\\u0000b\"} | input_text: contains a NUL character",
        "{KEYS, \"input_text\": \"a\\ud800b\"} | input_text: contains an unpaired surrogate",
        "{KEYS, \"input_text\": \"a\", \"input_text\": \"b\"} | not valid JSON",
        "{KEYS, \"input_text\": \"a\"} {} | not valid JSON"
      })
  void saysWhyALineCannotBeImported(String line, String reason) {
    assertThatThrownBy(() -> ImportLine.parse(line.replace("KEYS", KEYS)))
        .isInstanceOf(ImportLine.Refused.class)
        .hasMessageStartingWith(reason);
  }
}
