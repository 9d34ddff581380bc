package ai.kalimtak.submit.doctor;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks that the versions of Java, Spark and Delta are supported. */
final class Versions {
  private static final int OLDEST_JAVA = 17;
  private static final int NEWEST_JAVA = 21;
  private static final String SPARK = "4.2";
  private static final Pattern CORE = Pattern.compile("spark-core_2\\.13-(.+)\\.jar");
  private static final Pattern DELTA = Pattern.compile("delta-spark_([0-9.]+)_2\\.13-(.+)\\.jar");

  private Versions() {}

  static List<Finding> examine(String sparkHome) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java(Runtime.version().feature()));
    findings.add(spark("Spark", org.apache.spark.package$.MODULE$.SPARK_VERSION()));
    delta().ifPresent(findings::add);
    if (sparkHome != null && !sparkHome.isBlank()) {
      findings.add(distribution(Path.of(sparkHome)));
    }
    return findings;
  }

  static Finding java(int version) {
    return version < OLDEST_JAVA || version > NEWEST_JAVA
        ? Finding.broken(
            "Java",
            String.valueOf(version),
            "Spark 4.2 runs on 17 to 21: point JAVA_HOME at a JDK 17")
        : Finding.ok("Java", Runtime.version() + ", " + System.getProperty("java.vendor"));
  }

  static Finding spark(String what, String version) {
    return version.startsWith(SPARK + ".")
        ? Finding.ok(what, version)
        : Finding.broken(
            what, version, "The suite and its Delta version are built for Spark " + SPARK);
  }

  private static Finding distribution(Path home) {
    if (!Files.isExecutable(home.resolve("bin/spark-submit"))) {
      return Finding.broken(
          "SPARK_HOME",
          home + " has no bin/spark-submit",
          "Unset it, or point it at a Spark " + SPARK + " distribution");
    }
    try (Stream<Path> jars = Files.list(home.resolve("jars"))) {
      return jars.map(jar -> CORE.matcher(jar.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> spark("SPARK_HOME", name.group(1)))
          .findFirst()
          .orElseGet(
              () ->
                  Finding.broken(
                      "SPARK_HOME",
                      home + " does not contain a Spark for Scala 2.13",
                      "Use a distribution of Spark " + SPARK));
    } catch (IOException e) {
      return Finding.broken("SPARK_HOME", home + "/jars cannot be read", "Check its permissions");
    }
  }

  /** Reads the version from the jar's name because Delta's classes do not contain it. */
  private static Optional<Finding> delta() {
    String place =
        String.valueOf(DeltaTable.class.getProtectionDomain().getCodeSource().getLocation());
    Matcher name = DELTA.matcher(place.substring(place.lastIndexOf('/') + 1));
    return name.matches()
        ? Optional.of(Finding.ok("Delta", name.group(2) + " for Spark " + name.group(1)))
        : Optional.empty();
  }
}
