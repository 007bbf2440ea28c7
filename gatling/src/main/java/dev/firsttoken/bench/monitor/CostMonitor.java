package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.options.MonitorOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.wire.call.Origin;
import java.io.PrintStream;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at beside the requests of a run: this process, the server's processes, and the
 * server's own metrics. It looks on a thread of its own, one thing after the other.
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
   * @param err where it is told that what was asked for isn't there
   * @throws IllegalArgumentException if there is no process of the number that was given
   */
  public CostMonitor(MonitorOptions monitorOptions, Target target, PrintStream err) {
    this.monitorOptions = monitorOptions;
    this.target = target;
    this.err = err;
    Integer pid = monitorOptions.pid();
    this.serverMonitor = pid == null ? null : ServerMonitor.of(pid);
  }

  /** Looks for the server's processes and metrics, before there is any load. */
  public void discover() {
    if (serverMonitor == null) {
      Lookup<ServerMonitor> found = ServerMonitor.of(target.chatUrl());
      serverMonitor = found.value();
      if (serverMonitor == null) {
        err.println("bench: the server's CPU and memory are not known: " + found.missing());
      }
    }
    URI uri = monitorOptions.metricsUri(target);
    if (uri != null) {
      metricsUri = uri;
      scrapeAuth = authFor(uri);
      if (scrape() == null) {
        metricsUri = null; // Not there now, not asked for again at every level.
      }
    }
  }

  /** As the target is: with whom it trusts, and with its key, which is nobody else's. */
  private ScrapeAuth authFor(URI uri) {
    boolean sameOrigin = Origin.of(uri).equals(Origin.of(target.chatUrl()));
    boolean tls = "https".equals(uri.getScheme());
    return new ScrapeAuth(tls ? target.sslContext() : null, sameOrigin ? target.apiKey() : null);
  }

  /** The server's metrics now; null where there are none. */
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

  /** What wasn't asked for is no fault where it is missing. */
  private <T> @Nullable T valueOrReport(Lookup<T> lookup, boolean requested) {
    if (lookup.value() == null && requested) {
      err.println("bench: " + lookup.missing());
    }
    return lookup.value();
  }

  /** Does it as soon as all before is done. */
  void submit(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException closed) {
      return; // The run is over, and with it all that is looked at.
    }
  }

  /** Does it, and waits; null where it can't be done any more. */
  <T> @Nullable T call(Callable<T> task) {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      err.println("bench: the costs can't be measured: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException closed) {
      return null;
    }
    return null;
  }

  /** Nothing is looked at after this. */
  @Override
  public void close() {
    thread.shutdownNow();
    ServerMonitor monitor = serverMonitor;
    if (monitor != null) {
      monitor.close();
    }
  }
}
