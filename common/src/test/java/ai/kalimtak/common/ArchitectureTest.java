package ai.kalimtak.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends PackageRules {
  /** From bottom to top; a package may use packages of the same layer and of the layers below. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("failure", "json", "digest"),
          List.of("settings"),
          List.of("s3", "spark", "supabase", "telemetry"),
          List.of("text", "lake", "registry"),
          List.of("learning"),
          List.of("job"));

  ArchitectureTest() {
    super("ai.kalimtak.common");
  }

  @Test
  void packagesDependDownwardsOnly() {
    for (int layer = 0; layer < LAYERS.size() - 1; layer++) {
      noClasses()
          .that()
          .resideInAnyPackage(packages(LAYERS.get(layer).stream()))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              packages(LAYERS.subList(layer + 1, LAYERS.size()).stream().flatMap(List::stream)))
          .check(classes);
    }
  }

  private static String[] packages(Stream<String> names) {
    return names.map(name -> "ai.kalimtak.common." + name).toArray(String[]::new);
  }
}
