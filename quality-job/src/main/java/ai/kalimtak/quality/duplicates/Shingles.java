package ai.kalimtak.quality.duplicates;

import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The shingles of a text: every run of a given number of code points, hashed to 64 bits. The hashes
 * keep the order of the text and repeat where the text does. A text shorter than one shingle is
 * hashed as a whole. An instance reuses its arrays, so only one thread may use it at a time.
 *
 * <p>The hash is a polynomial of the code points modulo 2^64, computed from one shingle to the next
 * in constant time (Karp and Rabin 1987), and mixed by the finalizer of MurmurHash3, so that all of
 * its bits can be used.
 */
final class Shingles {
  private static final long BASE = 0x9E3779B97F4A7C15L;
  private static final int INITIAL_SIZE = 1024;

  private final int characters;
  private final long leaving;
  private int[] codePoints = new int[INITIAL_SIZE];
  private long[] hashes = new long[INITIAL_SIZE];
  private int count;

  Shingles(int characters) {
    this.characters = characters;
    long power = 1;
    for (int i = 1; i < characters; i++) {
      power *= BASE;
    }
    this.leaving = power;
  }

  /**
   * Replaces the shingles by those of a text.
   *
   * @param salt distinguishes the shingles of one part of a document from those of another
   */
  void of(UTF8String text, long salt) {
    count = 0;
    add(text, salt);
  }

  /** Adds the shingles of another text. */
  void add(UTF8String text, long salt) {
    int length = decode(text.getBytes());
    int shingles = Math.max(1, length - characters + 1);
    if (hashes.length < count + shingles) {
      hashes = Arrays.copyOf(hashes, Math.max(count + shingles, 2 * hashes.length));
    }
    long hash = 0;
    int first = Math.min(length, characters);
    for (int i = 0; i < first; i++) {
      hash = hash * BASE + codePoints[i] + 1;
    }
    hashes[count++] = mix(hash ^ salt);
    for (int i = characters; i < length; i++) {
      hash = (hash - leaving * (codePoints[i - characters] + 1)) * BASE + codePoints[i] + 1;
      hashes[count++] = mix(hash ^ salt);
    }
  }

  int count() {
    return count;
  }

  /** The hashes; only the first {@link #count} are valid, until the next text overwrites them. */
  long[] hashes() {
    return hashes;
  }

  static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  /** Each byte of an incomplete sequence counts as one character. */
  private int decode(byte[] utf8) {
    if (codePoints.length < utf8.length) {
      codePoints = new int[Math.max(utf8.length, 2 * codePoints.length)];
    }
    int length = 0;
    int at = 0;
    while (at < utf8.length) {
      int lead = utf8[at];
      int more = lead >= 0 ? 0 : lead >= -16 ? 3 : lead >= -32 ? 2 : lead >= -64 ? 1 : 0;
      if (more == 0 || at + more >= utf8.length) {
        codePoints[length++] = lead & 0xFF;
        at++;
      } else {
        int codePoint = lead & (0x3F >> more);
        for (int i = 1; i <= more; i++) {
          codePoint = (codePoint << 6) | (utf8[at + i] & 0x3F);
        }
        codePoints[length++] = codePoint;
        at += more + 1;
      }
    }
    return length;
  }
}
