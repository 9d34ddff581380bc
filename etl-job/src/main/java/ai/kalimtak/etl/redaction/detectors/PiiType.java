package ai.kalimtak.etl.redaction.detectors;

/**
 * What a redaction stands for. Where two findings overlap, the type that is declared first wins.
 */
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

  /** What takes the finding's place: {@code <EMAIL>}. */
  public String placeholder() {
    return placeholder;
  }
}
