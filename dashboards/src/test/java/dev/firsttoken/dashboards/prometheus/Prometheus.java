package dev.firsttoken.dashboards.prometheus;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.baselines.RunningBaseline;
import dev.firsttoken.bench.baselines.StartSettings;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.watch.WatchFolder;
import dev.firsttoken.bench.watch.WatchedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Prometheus of the system on a free port, started as {@code ./bench watch} starts it, with a
 * scrape every second.
 */
public final class Prometheus implements AutoCloseable {
  private static final int INTERVAL_SECONDS = 1;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

  private final WatchFolder folder;
  private final RunningBaseline running;

  private Prometheus(WatchFolder folder, RunningBaseline running) {
    this.folder = folder;
    this.running = running;
  }

  /** Starts it and waits until it is ready. */
  public static Prometheus start(WatchedServers servers) {
    Path dashboards = ProxyBuild.find().home().resolve("dashboards");
    WatchFolder folder =
        WatchFolder.create(dashboards.resolve("prometheus"), servers, INTERVAL_SECONDS);
    StartSettings settings =
        new StartSettings(Map.of("WATCH_FOLDER", folder.path().toString()), null, List.of());
    try {
      RunningBaseline running =
          new Baselines(dashboards)
              .get("prometheus")
              .prepare(System.err::println)
              .start(LocalPort.findFree(), settings, System.err::println);
      return new Prometheus(folder, running);
    } catch (RuntimeException | Error e) {
      folder.delete();
      throw e;
    }
  }

  public PrometheusApi api() {
    return new PrometheusApi(running.origin());
  }

  /**
   * Waits for a condition. It is looked at again and again while Prometheus runs.
   *
   * @throws AssertionError if Prometheus ends first, or after a minute
   */
  public void await(String description, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (endsWithin(LOOK_INTERVAL)) {
        throw new AssertionError("%s: %s".formatted(description, running.describeEnd()));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("never came: " + description);
      }
    }
  }

  private boolean endsWithin(Duration timeout) {
    try {
      running.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    running.close();
    folder.delete();
  }
}
