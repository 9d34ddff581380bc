package ai.kalimtak.etl.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.kalimtak.etl.redaction.detectors.Finding;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private static final Redactor REDACTOR = new Redactor(EnumSet.allOf(PiiType.class));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "write to ana.diaz+news@mail.example.org. | write to <EMAIL>.",
        "card 4111 1111 1111 1111, thanks | card <CARD>, thanks",
        "card 378282246310005 | card <CARD>",
        "card 5105-1051-0510-5100 | card <CARD>",
        "pay to DE89 3704 0044 0532 0130 00 now | pay to <IBAN> now",
        "pay to gb82west12345698765432 | pay to <IBAN>",
        "from 203.0.113.77 and 2001:db8:85a3::8a2e:370:7334 | from <IP> and <IP>",
        "SSN 536-22-8726 | SSN <SSN>",
        "social security 536228726 | social security <SSN>",
        "call +44 20 7946 0958 today | call <PHONE> today",
        "call (415) 555-2671 | call <PHONE>",
        "reach me at 030 901820 | reach me at <PHONE>",
        "Acme, 030 901820 - Office, 0171 2345678 (mobile) | Acme, <PHONE> - Office, <PHONE> (mobile)",
        "postgres://app:s3cr3t@db.example.org/x | postgres://<URL_CREDENTIAL>@db.example.org/x",
        "https://a.example/x?token=9f8e7d6c5b4a3210 | https://a.example/x?token=<URL_CREDENTIAL>",
        "password: hunter2x! | password: <API_KEY>",
        "AKIAIOSFODNN7EXAMPLE | <API_KEY>",
        "ship it to 221 Baker Street, London | ship it to <ADDRESS>",
        "ich wohne in der Lindenstraße 12 | ich wohne in der <ADDRESS>",
        "habito na Rua das Flores 12 | habito na <ADDRESS>",
        "send to P.O. Box 4711 | send to <ADDRESS>",
        "it is 1600 amphitheatre parkway | it is <ADDRESS>",
        "my name is John Smith. | my name is <PERSON>.",
        "my name is priyanka | my name is <PERSON>",
        "ask Mrs. Okonkwo-Bell about it | ask <PERSON> about it",
        "Dear Xanthippe, | Dear <PERSON>,",
        "I met Jessica van der Berg there | I met <PERSON> there",
      })
  void replacesEachTypeByItsPlaceholder(String text, String redacted) {
    assertThat(REDACTOR.redact(text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "card 4111 1111 1111 1112",
        "order 1234567812345678",
        "pay to DE89 3704 0044 0532 0130 01",
        "a version 1.2.3.4 of it",
        "host 300.1.2.3 and 127.0.0.1 in 10.0.1.0/24",
        "std::vector and 12:30:45 and a::b",
        "number 666-22-8726 or 536-00-8726 or 536-22-0000 or 936-22-8726",
        "nine digits 536228726",
        "write to someone@localhost or @scope/package@1.2.3",
        "git clone git@github.com:owner/repository.git",
        "on 2024-05-17 10:30:00 and 17.05.2024",
        "ISBN 978-3-16-148410-0",
        "order number 555-123-4567",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "timestamp 1700000000000",
        "https://example.org/a?page=2",
        "password = getPassword()",
        "api_key = YOUR_API_KEY",
        "sk-learn-is-a-name-of-something",
        "set a timer for 10 minutes on the way",
        "translate this sentence into spanish please",
        "what will the rose mark in may",
        "The Rules of Chess",
        "Capitalized words like Wisdom and Discipline",
      })
  void keepsTextThatOnlyLooksLikePersonalData(String text) {
    assertThat(REDACTOR.redact(text)).isSameAs(text);
  }

  @Test
  void findsKeysInTheShapesOfTheirIssuers() {
    String random = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
    String jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    for (String key :
        List.of("ghp_" + random, "sk-" + random, "glpat-" + random, "sk_live_" + random, jwt)) {
      assertThat(REDACTOR.redact("use " + key + " here")).isEqualTo("use <API_KEY> here");
    }
    assertThat(REDACTOR.redact("use ghp_" + random + "x here")).contains("ghp_");
    assertThat(REDACTOR.redact("use eyJub3RoaW5nIn0.eyJzdWIiOiIxIn0.c2ln here")).contains("eyJ");
  }

  @Test
  void redactsAPrivateKeyAsAWhole() {
    String dashes = "-----";
    String pem =
        dashes
            + "BEGIN RSA PRIVATE KEY"
            + dashes
            + "\nMIIEowIBAAKCAQEA\nq8Zb\n"
            + dashes
            + "END RSA PRIVATE KEY"
            + dashes;
    assertThat(REDACTOR.redact("key:\n" + pem + "\nend")).isEqualTo("key:\n<API_KEY>\nend");
  }

  @Test
  void countsOffsetsInUtf16UnitsNextToEmoji() {
    String text = "😀 é ana@example.org 😀 4111111111111111";
    List<Finding> findings = REDACTOR.find(text);
    assertThat(findings).extracting(Finding::type).containsExactly(PiiType.EMAIL, PiiType.CARD);
    assertThat(text.substring(findings.get(0).start(), findings.get(0).end()))
        .isEqualTo("ana@example.org");
    assertThat(text.substring(findings.get(1).start(), findings.get(1).end()))
        .isEqualTo("4111111111111111");
  }

  @Test
  void toleratesLoneSurrogatesAndNul() {
    String text = "\ud83d\0 ana@example.org \udc00\ud800";
    assertThat(REDACTOR.redact(text)).isEqualTo("\ud83d\0 <EMAIL> \udc00\ud800");
  }

  @Test
  void keepsTypesThatAreSwitchedOff() {
    Redactor cards = new Redactor(EnumSet.of(PiiType.CARD));
    assertThat(cards.redact("ana@example.org 4111111111111111"))
        .isEqualTo("ana@example.org <CARD>");
    assertThat(new Redactor(EnumSet.noneOf(PiiType.class)).redact("ana@example.org"))
        .isEqualTo("ana@example.org");
  }

  @Test
  void keepsNullAndEmptyTexts() {
    assertThat(REDACTOR.redact(null)).isNull();
    assertThat(REDACTOR.redact("")).isEmpty();
    assertThat(REDACTOR.find(null)).isEmpty();
    assertThat(REDACTOR.mayHold(null)).isFalse();
  }

  @Test
  void recognizesTextsWithNothingToRedact() {
    assertThat(REDACTOR.mayHold("translate this sentence into spanish please")).isFalse();
    assertThat(REDACTOR.mayHold("write to ana@example.org")).isTrue();
  }

  @Test
  void returnsFindingsInOrderWithoutOverlaps() {
    String text =
        "Mr. John Smith, 12 Main Street, Springfield, IL 62704, call (415) 555-2671 or"
            + " https://u:p4ss@h.example.org/ from 203.0.113.77, card 4111111111111111";
    List<Finding> findings = REDACTOR.find(text);
    for (int i = 1; i < findings.size(); i++) {
      assertThat(findings.get(i).start()).isGreaterThanOrEqualTo(findings.get(i - 1).end());
    }
    assertThat(findings)
        .extracting(Finding::type)
        .containsExactly(
            PiiType.PERSON,
            PiiType.ADDRESS,
            PiiType.PHONE,
            PiiType.URL_CREDENTIAL,
            PiiType.IP,
            PiiType.CARD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dear Jessica Miller, call (415) 555-2671 or write to j.miller@example.org",
        "Mr. John Smith, 12 Main Street, Springfield, IL 62704",
        "https://u:p4ss@h.example.org/ password=abc123def4",
        "my name is priyanka, 4111111111111111, DE89370400440532013000, 203.0.113.77",
        "the founders Kovalev, Lee and Phillips live at 42 Parva Domus 6896, Oslo, Norway",
      })
  void changesNothingWhenItRedactsAgain(String text) {
    String once = REDACTOR.redact(text);
    assertThat(once).isNotEqualTo(text);
    assertThat(REDACTOR.redact(once)).isSameAs(once);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "@",
        "a",
        "A",
        ":",
        "a:",
        "1 ",
        "+1 ",
        "call 12345678 ",
        "a@b.",
        "John ",
        "://a:",
        "12 a ",
        "key-----",
        "AB12",
        "f:",
        "1.",
        "(",
        "Mr. ",
        "1 Ab ",
        "password=a1",
        "\ud83d"
      })
  void takesTimeInProportionToTheLength(String piece) {
    String text = piece.repeat((piece.length() == 1 ? 10_000_000 : 400_000) / piece.length());
    assertTimeoutPreemptively(Duration.ofMinutes(2), () -> REDACTOR.redact(text));
  }

  @Test
  void survivesSerializationToExecutors() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(REDACTOR);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((Redactor) in.readObject()).redact("ana@example.org")).isEqualTo("<EMAIL>");
    }
  }
}
