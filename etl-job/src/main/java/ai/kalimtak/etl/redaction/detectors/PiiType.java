package ai.kalimtak.etl.redaction.detectors;

import java.util.Locale;

/** A type of personal data. Where two findings overlap, the type that is declared first wins. */
public enum PiiType {
  URL_CREDENTIAL,
  API_KEY,
  EMAIL,
  IBAN,
  CARD,
  SSN,
  IP,
  PHONE,
  ADDRESS,
  PERSON;

  private final String placeholder = "<" + name() + ">";

  /** Returns the text that replaces a finding: {@code <EMAIL>}. */
  public String placeholder() {
    return placeholder;
  }

  /** Returns the name of the type in the settings: {@code url-credential}. */
  public String settingName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
