package ai.kalimtak.submit.doctor;

import ai.kalimtak.common.settings.CoreSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks that this machine has enough memory and disk for the driver, or for everything with a
 * local master.
 */
final class Resources {
  private static final double GIB = 1L << 30;
  private static final double LEAST_HEAP = 2;
  private static final double LEAST_DISK = 1;
  private static final double AMPLE_DISK = 10;

  private Resources() {}

  static List<Finding> examine(CoreSettings core) {
    List<Finding> findings = new ArrayList<>();
    findings.add(memory(Runtime.getRuntime().maxMemory() / GIB, physical()));
    Map<String, String> places = new TreeMap<>();
    places.put("disk of state.directory", core.stateDirectory().toString());
    places.put("disk of lake.root", core.lake().root());
    places.put(
        "disk of spark.local.dir",
        core.spark().conf().getOrDefault("spark.local.dir", System.getProperty("java.io.tmpdir")));
    places.forEach(
        (what, place) -> {
          if (!place.contains(":/")) {
            findings.add(disk(what, Path.of(place)));
          }
        });
    return findings;
  }

  static Finding memory(double heap, double physical) {
    String found =
        String.format(Locale.ROOT, "heap %.1f GB of the machine's %.1f GB", heap, physical);
    if (heap < LEAST_HEAP * 0.9) {
      return Finding.warning("memory", found, "Give the driver 2 GB or more: KALIMTAK_MEMORY=3g");
    }
    return heap > 0.9 * physical
        ? Finding.warning("memory", found, "The system may kill the process; lower KALIMTAK_MEMORY")
        : Finding.ok("memory", found);
  }

  private static Finding disk(String what, Path place) {
    Path there = place.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    try {
      return disk(what, Files.getFileStore(there).getUsableSpace() / GIB);
    } catch (IOException e) {
      return Finding.warning(what, "cannot be inspected", "Check " + there);
    }
  }

  static Finding disk(String what, double free) {
    String found = String.format(Locale.ROOT, "%.1f GB free", free);
    String remedy = "Free disk space, or change the setting to another disk";
    if (free < LEAST_DISK) {
      return Finding.broken(what, found, remedy);
    }
    return free < AMPLE_DISK ? Finding.warning(what, found, remedy) : Finding.ok(what, found);
  }

  private static double physical() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize() / GIB
        : Double.MAX_VALUE;
  }
}
