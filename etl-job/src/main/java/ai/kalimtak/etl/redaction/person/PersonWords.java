package ai.kalimtak.etl.redaction.person;

import ai.kalimtak.etl.redaction.scan.WordFile;
import ai.kalimtak.etl.redaction.scan.WordSet;

/** The words around names that the common word lists do not have. */
final class PersonWords {
  private static final WordFile FILE = WordFile.read(PersonWords.class, "words.txt");

  static final WordSet CALL = FILE.wordSet("call");
  static final WordSet CALL_OBJECT = FILE.wordSet("call-object");
  static final WordSet NAMED = FILE.wordSet("named");
  static final WordSet OWN = FILE.wordSet("own");
  static final WordSet LINK = FILE.wordSet("link");
  static final WordSet ARTICLE = FILE.wordSet("article");
  static final WordSet PLACE_PREPOSITION = FILE.wordSet("place-preposition");
  static final WordSet CONJUNCTION = FILE.wordSet("conjunction");
  static final WordSet DEGREE = FILE.wordSet("degree");
  static final WordSet GENERATION = FILE.wordSet("generation");

  private PersonWords() {}
}
