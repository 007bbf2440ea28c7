package dev.firsttoken.bench.load.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decision to keep connections to one target. Some servers announce keep-alive and close the
 * connection right after each response all the same. A request that is written meanwhile is lost,
 * so after the first such close no connection is kept for the rest of the run.
 */
final class KeepAlive {
  /** A later close is an idle timeout of the server, which every server may have. */
  private static final long MAX_CLOSE_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String target;
  private final boolean wanted;
  private final AtomicBoolean enabled = new AtomicBoolean(true);

  /**
   * @param target the server, for the notice to the user
   * @param wanted false if the user asks for a connection per request
   */
  KeepAlive(String target, boolean wanted) {
    this.target = target;
    this.wanted = wanted;
  }

  /** Returns false if each request gets a connection of its own because the user asks for that. */
  boolean isWanted() {
    return wanted;
  }

  /** True if a connection is kept after a complete response that does not end it. */
  boolean isEnabled() {
    return enabled.get();
  }

  /** Called when the server has closed a kept connection; the times are of the monotonic clock. */
  void onClosed(long completedNanos, long closedNanos) {
    if (closedNanos - completedNanos <= MAX_CLOSE_DELAY_NANOS
        && enabled.compareAndSet(true, false)) {
      System.err.println(
          "bench: %s announces keep-alive, but closed a connection right after a complete response. Each request from now on uses a new connection, and its TTFT includes the connect."
              .formatted(target));
    }
  }
}
