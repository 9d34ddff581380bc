package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.scan.Endings;
import ai.kalimtak.etl.redaction.scan.WordFile;
import ai.kalimtak.etl.redaction.scan.WordSet;

/** The words of addresses that the common word lists do not have. */
final class AddressWords {
  private static final WordFile FILE = WordFile.read(AddressWords.class, "words.txt");

  static final Endings STREET_ENDINGS = FILE.endings("street-ending");
  static final Endings JOINED_ABBREVIATIONS = FILE.endings("joined-abbreviation");
  static final WordSet ABBREVIATION = FILE.wordSet("abbreviation");
  static final WordSet DIRECTION = FILE.wordSet("direction");
  static final WordSet EVERYDAY_UNIT = FILE.wordSet("everyday-unit");
  static final WordSet MILITARY_UNIT = FILE.wordSet("military-unit");
  static final WordSet MILITARY_BOX = FILE.wordSet("military-box");
  static final WordSet MILITARY_AREA = FILE.wordSet("military-area");
  static final WordSet VESSEL = FILE.wordSet("vessel");

  private AddressWords() {}
}
