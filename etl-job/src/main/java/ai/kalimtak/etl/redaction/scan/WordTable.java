package ai.kalimtak.etl.redaction.scan;

import java.util.Map;

/**
 * A hash table of words and their flags. A lookup reads the text in place and allocates nothing.
 */
final class WordTable {
  private static final int MIX = 0x9E3779B9;

  private final int[] slots;
  private final int[] starts;
  private final int[] flags;
  private final char[] pool;

  WordTable(Map<String, Integer> words) {
    starts = new int[words.size() + 1];
    flags = new int[words.size()];
    slots = new int[Integer.highestOneBit(words.size()) * 4];
    StringBuilder letters = new StringBuilder();
    int entry = 0;
    for (Map.Entry<String, Integer> word : words.entrySet()) {
      starts[entry] = letters.length();
      flags[entry] = word.getValue();
      letters.append(word.getKey());
      int slot = slot(hash(word.getKey()));
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      entry++;
      slots[slot] = entry;
    }
    starts[entry] = letters.length();
    pool = letters.toString().toCharArray();
  }

  static int hash(String word) {
    int hash = 0;
    for (int i = 0; i < word.length(); i++) {
      hash = next(hash, word.charAt(i));
    }
    return hash;
  }

  /** Returns the hash of a word that is one folded letter longer. */
  static int next(int hash, int letter) {
    return 31 * hash + letter;
  }

  /** Returns the flags of a word, or 0 if the table does not have it. */
  int flags(char[] chars, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = next(hash, Letters.folded(chars[i]));
    }
    return flags(chars, start, end, hash);
  }

  int flags(char[] chars, int start, int end, int hash) {
    int slot = slot(hash);
    while (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      if (isEntry(entry, chars, start, end)) {
        return flags[entry];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return 0;
  }

  private boolean isEntry(int entry, char[] chars, int start, int end) {
    int from = starts[entry];
    if (starts[entry + 1] - from != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (pool[from + i - start] != Letters.folded(chars[i])) {
        return false;
      }
    }
    return true;
  }

  private int slot(int hash) {
    return ((hash * MIX) >>> 8) & (slots.length - 1);
  }

  /**
   * A Bloom filter with one bit per word: rules out nearly all words that are not in it by their
   * hash alone.
   */
  static final class Filter {
    private static final int BITS = 20;
    private final long[] bits = new long[(1 << BITS) >>> 6];

    void add(int hash) {
      int bit = bit(hash);
      bits[bit >>> 6] |= 1L << bit;
    }

    boolean mayContain(int hash) {
      int bit = bit(hash);
      return (bits[bit >>> 6] & (1L << bit)) != 0;
    }

    private static int bit(int hash) {
      return (hash * MIX) >>> (32 - BITS);
    }
  }
}
