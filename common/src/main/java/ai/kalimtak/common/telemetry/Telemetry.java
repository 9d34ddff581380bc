package ai.kalimtak.common.telemetry;

import ai.kalimtak.common.settings.TelemetrySettings;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifies the configured observers. If one fails, a warning is logged and the run continues. */
public final class Telemetry {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  private final List<RunObserver> observers = new ArrayList<>();

  /**
   * @param database how the lineage events name the database: {@code host:port/name}
   */
  public Telemetry(TelemetrySettings settings, String database) {
    settings.metricsDirectory().ifPresent(folder -> observers.add(new MetricsFile(folder)));
    if (settings.lineageFile().isPresent() || settings.lineageEndpoint().isPresent()) {
      observers.add(new LineageEvents(settings, database));
    }
  }

  public void began(RunFacts run) {
    for (RunObserver observer : observers) {
      try {
        observer.began(run);
      } catch (Exception e) {
        warn(observer, run, e);
      }
    }
  }

  public void ended(RunFacts run) {
    for (RunObserver observer : observers) {
      try {
        observer.ended(run);
      } catch (Exception e) {
        warn(observer, run, e);
      }
    }
  }

  private static void warn(RunObserver observer, RunFacts run, Exception failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    LOG.warn(
        "{}: {} failed ({}: {}); this does not affect the run",
        run.job(),
        observer,
        failure.getClass().getSimpleName(),
        failure.getMessage());
  }
}
