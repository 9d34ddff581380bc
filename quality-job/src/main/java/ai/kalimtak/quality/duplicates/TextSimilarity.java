package ai.kalimtak.quality.duplicates;

import ai.kalimtak.common.spark.NativeCall;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The similarity of two documents: the lesser of the Jaccard similarities of their inputs and of
 * their outputs, each over the set of the text's shingles. A part that both lack does not count; if
 * only one document has it, the similarity is 0.
 *
 * <p>Public for the code that Spark generates.
 */
public final class TextSimilarity implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int characters;
  private transient ThreadLocal<Scratch> scratch;

  TextSimilarity(int characters) {
    this.characters = characters;
  }

  /** Returns 0 to 1 for columns of folded texts. */
  Column of(Column inputA, Column outputA, Column inputB, Column outputB) {
    return NativeCall.ofTexts(
        this,
        TextSimilarity.class,
        "similarity",
        DataTypes.DoubleType,
        inputA,
        outputA,
        inputB,
        outputB);
  }

  /** Called by Spark; public for that reason only. */
  public double similarity(
      UTF8String inputA, UTF8String outputA, UTF8String inputB, UTF8String outputB) {
    double inputs = part(inputA, inputB);
    return inputs == 0 ? 0 : Math.min(inputs, part(outputA, outputB));
  }

  private double part(UTF8String a, UTF8String b) {
    if (a == null || b == null) {
      return a == null && b == null ? 1 : 0;
    }
    return a.equals(b) ? 1 : scratch().jaccard(a, b);
  }

  private Scratch scratch() {
    if (scratch == null) {
      scratch = ThreadLocal.withInitial(() -> new Scratch(characters));
    }
    return scratch.get();
  }

  /** A hash set with open addressing that stores for each member which text it is from. */
  private static final class Scratch {
    private static final byte OF_A = 1;
    private static final byte OF_BOTH = 2;
    private static final byte OF_B = 3;

    private final Shingles shingles;
    private long[] members = new long[4096];
    private byte[] owners = new byte[4096];

    Scratch(int characters) {
      this.shingles = new Shingles(characters);
    }

    double jaccard(UTF8String a, UTF8String b) {
      int most = a.numBytes() + b.numBytes() + 2;
      int size = 2 * Integer.highestOneBit(Math.max(32, most)) * 2;
      if (members.length < size) {
        members = new long[size];
        owners = new byte[size];
      }
      Arrays.fill(owners, 0, size, (byte) 0);
      shingles.of(a, 0);
      int union = 0;
      for (int i = 0; i < shingles.count(); i++) {
        int at = find(shingles.hashes()[i], size - 1);
        if (owners[at] == 0) {
          owners[at] = OF_A;
          union++;
        }
      }
      int shared = 0;
      shingles.of(b, 0);
      for (int i = 0; i < shingles.count(); i++) {
        int at = find(shingles.hashes()[i], size - 1);
        if (owners[at] == 0) {
          owners[at] = OF_B;
          union++;
        } else if (owners[at] == OF_A) {
          owners[at] = OF_BOTH;
          shared++;
        }
      }
      return (double) shared / union;
    }

    private int find(long hash, int mask) {
      int at = (int) hash & mask;
      while (owners[at] != 0 && members[at] != hash) {
        at = (at + 1) & mask;
      }
      members[at] = hash;
      return at;
    }
  }
}
