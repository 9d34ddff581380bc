package ai.kalimtak.submit.cluster;

import ai.kalimtak.common.settings.SettingsReader;

/**
 * The section {@code cluster}: a standalone cluster on this host.
 *
 * @param workerMemoryMb memory of a worker for its executors, in MB
 */
public record ClusterSettings(
    int workers, int workerCores, int workerMemoryMb, int port, int uiPort) {
  public static ClusterSettings from(SettingsReader reader) {
    return new ClusterSettings(
        reader.integer("cluster.workers", 1, 64),
        reader.integer("cluster.worker-cores", 1, 256),
        reader.integer("cluster.worker-memory-mb", 512, 1_048_576),
        reader.integer("cluster.port", 1, 65_535),
        reader.integer("cluster.ui-port", 1, 65_535));
  }
}
