package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.options.MonitorOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.wire.call.Origin;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Monitor of a run's costs beside its requests: this process, the server's processes and the
 * server's own metrics. Works on one thread of its own.
 */
public final class CostMonitor implements AutoCloseable {
  private final MonitorOptions monitorOptions;
  private final Target target;
  private final PrintStream err;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("costs").factory());
  private volatile @Nullable ServerMonitor serverMonitor;
  private volatile @Nullable URI metricsUri;
  private volatile @Nullable ScrapeAuth scrapeAuth;

  /**
   * @param err for messages about requested data that is missing
   * @throws IllegalArgumentException if there is no process with the given pid
   */
  public CostMonitor(MonitorOptions monitorOptions, Target target, PrintStream err) {
    this.monitorOptions = monitorOptions;
    this.target = target;
    this.err = err;
    Integer pid = monitorOptions.pid();
    this.serverMonitor = pid == null ? null : ServerMonitor.of(pid);
  }

  /** Finds the server's processes and metrics; to be called before the load. */
  public void discover() {
    if (serverMonitor == null) {
      Lookup<ServerMonitor> found = ServerMonitor.of(target.chatUrl());
      serverMonitor = found.value();
      if (serverMonitor == null) {
        err.println("bench: the server's CPU and memory are unknown: " + found.missing());
      }
    }
    URI uri = monitorOptions.metricsUri(target);
    if (uri != null) {
      metricsUri = uri;
      scrapeAuth = authFor(uri);
      if (scrape() == null) {
        metricsUri = null; // Missing now: don't try again at every level.
      }
    }
  }

  /** Processes of the server on this machine; empty if they are unknown. */
  public List<ProcessHandle> serverProcesses() {
    ServerMonitor monitor = serverMonitor;
    return monitor == null ? List.of() : monitor.roots();
  }

  /** The target's trust store, and its key and headers if the metrics have the same origin. */
  private ScrapeAuth authFor(URI uri) {
    boolean sameOrigin = Origin.of(uri).equals(Origin.of(target.chatUrl()));
    boolean tls = Origin.of(uri).tls();
    return new ScrapeAuth(
        tls ? target.sslContext() : null,
        sameOrigin ? target.apiKey() : null,
        sameOrigin ? target.headers() : RequestHeaders.NONE);
  }

  /**
   * Reads the server's metrics.
   *
   * @return the metrics, or null if there are none
   */
  @Nullable Scrape scrape() {
    URI uri = metricsUri;
    ScrapeAuth auth = scrapeAuth;
    return uri == null || auth == null
        ? null
        : valueOrReport(Scrape.fetch(uri, auth), monitorOptions.isScrapeExplicit());
  }

  void startServerMonitor() {
    ServerMonitor monitor = serverMonitor;
    if (monitor != null) {
      monitor.start();
    }
  }

  @Nullable ServerCost stopServerMonitor() {
    ServerMonitor monitor = serverMonitor;
    return monitor == null ? null : valueOrReport(monitor.stop(), monitorOptions.pid() != null);
  }

  /** Reports a missing value only if the user requested it. */
  private <T> @Nullable T valueOrReport(Lookup<T> lookup, boolean requested) {
    if (lookup.value() == null && requested) {
      err.println("bench: " + lookup.missing());
    }
    return lookup.value();
  }

  /** Runs a task after all earlier ones. */
  void submit(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException closed) {
      return; // The run has finished.
    }
  }

  /**
   * Runs a task and waits for it.
   *
   * @return its result, or null if it failed or the run has finished
   */
  <T> @Nullable T call(Callable<T> task) {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      err.println("bench: costs can't be measured: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException | CancellationException closed) {
      return null;
    }
    return null;
  }

  @Override
  public void close() {
    for (Runnable task : thread.shutdownNow()) {
      if (task instanceof Future<?> awaited) {
        awaited.cancel(false); // It will never run, and a thread waits for it.
      }
    }
    ServerMonitor monitor = serverMonitor;
    if (monitor != null) {
      monitor.close();
    }
  }
}
