package ai.kalimtak.bench.duplicates;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The ground truth: compares every pair of texts by their sets of shingles. */
final class BruteForce {
  private BruteForce() {}

  /**
   * Returns the pairs that reach a similarity, with both positions in one number, the smaller one
   * in the upper half. Skips only pairs whose sizes rule them out.
   */
  static Map<Long, Double> pairs(List<String> texts, double threshold, int shingle) {
    Map<String, Integer> numbers = new HashMap<>();
    int[][] sets = new int[texts.size()][];
    for (int i = 0; i < sets.length; i++) {
      sets[i] =
          shingles(texts.get(i), shingle).stream()
              .mapToInt(each -> numbers.computeIfAbsent(each, e -> numbers.size()))
              .sorted()
              .toArray();
    }
    int[] bySize =
        IntStream.range(0, sets.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> sets[i].length))
            .mapToInt(i -> i)
            .toArray();
    Map<Long, Double> pairs = new ConcurrentHashMap<>();
    IntStream.range(0, bySize.length)
        .parallel()
        .forEach(
            first -> {
              int[] a = sets[bySize[first]];
              for (int second = first + 1; second < bySize.length; second++) {
                int[] b = sets[bySize[second]];
                if (a.length < threshold * b.length) {
                  return;
                }
                double similarity = jaccard(a, b);
                if (similarity >= threshold) {
                  pairs.put(key(bySize[first], bySize[second]), similarity);
                }
              }
            });
    return pairs;
  }

  static long key(int a, int b) {
    return ((long) Math.min(a, b) << 32) | Math.max(a, b);
  }

  static double similarity(String a, String b, int shingle) {
    Set<String> shared = shingles(a, shingle);
    shared.retainAll(shingles(b, shingle));
    Set<String> all = shingles(a, shingle);
    all.addAll(shingles(b, shingle));
    return (double) shared.size() / all.size();
  }

  private static Set<String> shingles(String text, int shingle) {
    int[] codePoints = text.codePoints().toArray();
    Set<String> shingles = new HashSet<>();
    for (int start = 0; start == 0 || start + shingle <= codePoints.length; start++) {
      shingles.add(new String(codePoints, start, Math.min(shingle, codePoints.length)));
    }
    return shingles;
  }

  private static double jaccard(int[] a, int[] b) {
    int shared = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] == b[j]) {
        shared++;
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return (double) shared / (a.length + b.length - shared);
  }
}
