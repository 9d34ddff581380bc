package ai.kalimtak.etl.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.etl.redaction.detectors.PiiType;
import java.util.EnumSet;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class RedactedJsonTest {
  private final RedactedJson redaction =
      new RedactedJson(new Redactor(EnumSet.allOf(PiiType.class)));

  @Test
  void redactsStringsAndNumbersAndKeepsTheRest() {
    assertThat(
            redact(
                "{\"from\": \"jane.roe@example.org\", \"card\": 4539148803436467, \"tries\": 3, \"ok\": [true, null]}"))
        .isEqualTo("{\"from\":\"<EMAIL>\",\"card\":\"<CARD>\",\"tries\":3,\"ok\":[true,null]}");
  }

  @Test
  void keepsAnEscapeNextToAFindingIntact() {
    assertThat(redact("{\"note\": \"first\\njane.roe@example.org\"}"))
        .isEqualTo("{\"note\":\"first\\n<EMAIL>\"}");
  }

  @Test
  void returnsJsonWithoutFindingsUnchanged() {
    assertThat(redact("{ \"client\" : \"web\", \"big\": 12345678901234567890.10 }"))
        .isEqualTo("{ \"client\" : \"web\", \"big\": 12345678901234567890.10 }");
  }

  @Test
  void redactsTextThatIsNotJsonAsPlainText() {
    assertThat(redact("{broken: jane.roe@example.org")).isEqualTo("{broken: <EMAIL>");
  }

  private String redact(String json) {
    return redaction.apply(UTF8String.fromString(json)).toString();
  }
}
