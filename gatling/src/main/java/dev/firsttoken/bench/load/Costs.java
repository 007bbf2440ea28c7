package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.Watch;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.watch.Access;
import dev.firsttoken.bench.watch.Scrape;
import dev.firsttoken.bench.watch.Seen;
import dev.firsttoken.bench.watch.ServerWatch;
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
final class Costs implements AutoCloseable {
  private final Watch watch;
  private final Target target;
  private final PrintStream err;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("costs").factory());
  private volatile @Nullable ServerWatch server;
  private volatile @Nullable URI metrics;
  private volatile @Nullable Access access;

  /**
   * @param err where it is told that what was asked for isn't there
   * @throws IllegalArgumentException if there is no process of the number that was given
   */
  Costs(Watch watch, Target target, PrintStream err) {
    this.watch = watch;
    this.target = target;
    this.err = err;
    Integer pid = watch.pid();
    this.server = pid == null ? null : ServerWatch.of(pid);
  }

  /** Looks for the server's processes and metrics, before there is any load. */
  void open() {
    if (server == null) {
      Seen<ServerWatch> found = ServerWatch.of(target.chat());
      server = found.value();
      if (server == null) {
        err.println("bench: the server's CPU and memory are not known: " + found.missing());
      }
    }
    URI from = watch.metricsOf(target);
    if (from != null) {
      metrics = from;
      access = accessTo(from);
      if (scrape() == null) {
        metrics = null; // Not there now, not asked for again at every level.
      }
    }
  }

  /** As the target is: with whom it trusts, and with its key, which is nobody else's. */
  private Access accessTo(URI from) {
    boolean same = Origin.of(from).equals(Origin.of(target.chat()));
    boolean tls = "https".equals(from.getScheme());
    return new Access(tls ? target.trust() : null, same ? target.apiKey() : null);
  }

  LevelCosts level(boolean ramped) {
    return new LevelCosts(this, ramped);
  }

  /** The server's metrics now; null where there are none. */
  @Nullable Scrape scrape() {
    URI from = metrics;
    Access how = access;
    return from == null || how == null ? null : told(Scrape.read(from, how), watch.scrapeGiven());
  }

  void beginServer() {
    ServerWatch watched = server;
    if (watched != null) {
      watched.begin();
    }
  }

  @Nullable ServerCost endServer() {
    ServerWatch watched = server;
    return watched == null ? null : told(watched.end(), watch.pid() != null);
  }

  /** What wasn't asked for is no fault where it is missing. */
  private <T> @Nullable T told(Seen<T> seen, boolean asked) {
    if (seen.value() == null && asked) {
      err.println("bench: " + seen.missing());
    }
    return seen.value();
  }

  /** Does it as soon as all before is done. */
  void later(Runnable look) {
    try {
      thread.execute(look);
    } catch (RejectedExecutionException closed) {
      return; // The run is over, and with it all that is looked at.
    }
  }

  /** Does it, and waits; null where it can't be done any more. */
  <T> @Nullable T now(Callable<T> look) {
    try {
      return thread.submit(look).get();
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
    ServerWatch watched = server;
    if (watched != null) {
      watched.close();
    }
  }
}
