package ai.kalimtak.submit.demo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A seeded random source. {@link Random} and {@link StrictMath} are specified bit for bit, so every
 * machine and every JDK draws the same values.
 */
final class Dice {
  private final Random random;

  private Dice(Random random) {
    this.random = random;
  }

  /** Returns an independent source for one purpose; its draws do not affect other purposes. */
  static Dice of(long seed, String purpose) {
    UUID mixed = UUID.nameUUIDFromBytes((seed + "/" + purpose).getBytes(StandardCharsets.UTF_8));
    return new Dice(new Random(mixed.getMostSignificantBits() ^ mixed.getLeastSignificantBits()));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Draws uniformly from a range that includes both ends. */
  int between(int lowest, int highest) {
    return lowest + random.nextInt(highest - lowest + 1);
  }

  /** Draws uniformly from a range that excludes the upper end. */
  double between(double lowest, double highest) {
    return lowest + (highest - lowest) * random.nextDouble();
  }

  /** Draws from the standard normal distribution. */
  double gaussian() {
    return random.nextGaussian();
  }

  /** Draws from the exponential distribution. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Draws an index with a probability proportional to its weight. */
  int pickWeighted(List<Double> weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double left = random.nextDouble() * total;
    int last = 0;
    for (int i = 0; i < weights.size(); i++) {
      if (weights.get(i) > 0) {
        last = i;
        left -= weights.get(i);
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }
}
