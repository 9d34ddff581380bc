package ai.kalimtak.etl.redaction.scan;

/** What the scan stops at. */
public enum Trigger {
  /**
   * A word of the word lists; a name only with a capital, unless it is hardly ever another word.
   */
  WORD,
  /** An {@code @}. */
  AT,
  /** The {@code ://} after a scheme. */
  SCHEME,
  /** Digits with single separators between them: six or more, or four numbers with dots. */
  NUMBER,
  /** A number of at most six digits beside which a street may stand. */
  SHORT_NUMBER,
  /** The first colon of hexadecimal groups. */
  HEX_COLON,
  /** Two letters and a digit: a country code and a check digit. */
  COUNTRY_CODE,
  /** Twenty or more letters, digits, {@code _}, {@code -} and {@code .} in a row. */
  LONG_TOKEN
}
