package ai.kalimtak.quality.duplicates;

import ai.kalimtak.common.spark.NativeCall;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Computes the buckets of a document: a MinHash signature over the shingles of its input and output
 * together, cut into bands of rows, each band hashed (Leskovec, Rajaraman and Ullman, Mining of
 * Massive Datasets, chapter 3). If the inputs and the outputs of two documents both reach a
 * similarity threshold, so does their union, and the documents share a bucket with a probability of
 * at least {@code 1 - (1 - threshold^rows)^bands}.
 *
 * <p>The signature is computed by fast similarity sketching (Dahlgaard, Knudsen and Thorup 2017):
 * each round puts every shingle into one slot, which keeps the smallest hash; rounds continue as
 * long as a slot is empty, and a slot keeps the value of its first round. So a long text costs one
 * step per shingle instead of one per shingle and slot, and a short text gets slots as independent
 * as those of the classical signature.
 *
 * <p>Public for the code that Spark generates.
 */
public final class MinHashBands implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long OUTPUT = 0x632BE59BD9B4E019L;
  private static final long ROUND = 0xD1B54A32D192ED03L;

  private final int characters;
  private final int bands;
  private final int rows;
  private final long seed;
  private transient ThreadLocal<Scratch> scratch;

  MinHashBands(NearDuplicateSettings settings) {
    this.characters = settings.shingleCharacters();
    this.bands = settings.bands();
    this.rows = settings.rows();
    this.seed = Shingles.mix(settings.seed());
  }

  /**
   * Returns an array of longs, one per band, for two columns of folded texts; a null output has no
   * shingles.
   */
  Column of(Column input, Column output) {
    return NativeCall.ofTexts(
        this,
        MinHashBands.class,
        "bands",
        DataTypes.createArrayType(DataTypes.LongType, false),
        input,
        output);
  }

  /** Called by Spark; public for that reason only. */
  public ArrayData bands(UTF8String input, UTF8String output) {
    return UnsafeArrayData.fromPrimitiveArray(hashes(input, output));
  }

  /** Returns the salt by which shingles of inputs and outputs differ. */
  static long salt(boolean isOutput) {
    return isOutput ? OUTPUT : 0;
  }

  long[] hashes(UTF8String input, UTF8String output) {
    Scratch mine = scratch();
    mine.shingles.of(input == null ? UTF8String.EMPTY_UTF8 : input, salt(false));
    if (output != null) {
      mine.shingles.add(output, salt(true));
    }
    sketch(mine);
    long[] hashes = new long[bands];
    for (int band = 0; band < bands; band++) {
      long hash = band + 1L;
      for (int row = 0; row < rows; row++) {
        hash = Shingles.mix(hash * 31 + mine.slots[band * rows + row]);
      }
      hashes[band] = hash;
    }
    return hashes;
  }

  private void sketch(Scratch mine) {
    int size = mine.slots.length;
    long[] slots = mine.slots;
    Arrays.fill(slots, Long.MAX_VALUE);
    int empty = size;
    for (int round = 0; empty > 0; round++) {
      long salt = seed + round * ROUND;
      long rank = (long) round << 32;
      for (int i = 0; i < mine.shingles.count(); i++) {
        long hash = Shingles.mix(mine.shingles.hashes()[i] + salt);
        // After as many rounds as there are slots, each further round is certain to fill one.
        int slot = round < size ? (int) (((hash >>> 32) * size) >>> 32) : round - size;
        long value = rank | (hash & 0xFFFFFFFFL);
        if (value < slots[slot]) {
          if (slots[slot] == Long.MAX_VALUE) {
            empty--;
          }
          slots[slot] = value;
        }
      }
    }
  }

  private Scratch scratch() {
    if (scratch == null) {
      scratch = ThreadLocal.withInitial(() -> new Scratch(characters, bands * rows));
    }
    return scratch.get();
  }

  private static final class Scratch {
    private final Shingles shingles;
    private final long[] slots;

    Scratch(int characters, int size) {
      this.shingles = new Shingles(characters);
      this.slots = new long[size];
    }
  }
}
