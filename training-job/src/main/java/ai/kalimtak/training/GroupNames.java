package ai.kalimtak.training;

import ai.kalimtak.common.text.ListResource;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * The names in {@code group-names.txt} and {@code group-member-names.txt}, as alternatives of a
 * regular expression over lower-case text. A trained model stores the expression, so a change to
 * the lists affects new versions only.
 */
final class GroupNames {
  private GroupNames() {}

  /** Returns the names of groups. */
  static String many() {
    return alternatives("group-names.txt");
  }

  /** Returns the names for one member of a group. */
  static String one() {
    return alternatives("group-member-names.txt");
  }

  /** The longest name comes first, so that it wins over the words that it consists of. */
  private static String alternatives(String file) {
    return ListResource.of(GroupNames.class, file).entries().stream()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .collect(Collectors.joining("|"));
  }
}
