package ai.kalimtak.etl.redaction.scan;

/** The things that the scan reports to detectors. */
public enum Trigger {
  /**
   * A word of the word lists, or an unlisted word with the ending of a surname. Names that are also
   * other words count only if they are capitalized.
   */
  WORD,
  /** An {@code @}. */
  AT,
  /** The {@code ://} after a URL's scheme. */
  SCHEME,
  /** Digits with single separators between them: six or more, or four numbers with dots. */
  NUMBER,
  /** A number of at most six digits next to a word, as in a street address. */
  SHORT_NUMBER,
  /** The first colon between groups of hexadecimal digits. */
  HEX_COLON,
  /** Two letters and a digit, like the country code and check digit of an IBAN. */
  COUNTRY_CODE,
  /** Twenty or more letters, digits, {@code _}, {@code -} and {@code .} in a row. */
  LONG_TOKEN
}
