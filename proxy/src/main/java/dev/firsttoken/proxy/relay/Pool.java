package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.meter.PoolMeter;
import dev.firsttoken.wire.call.Connection;
import dev.firsttoken.wire.call.Ending;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The idle connections to upstreams, apart for each event loop, so that no stream ever changes
 * threads and nothing is locked. The newest is taken first: the others may grow old and go.
 */
public final class Pool {
  /** Per event loop and upstream. What is over it is closed: nobody will need it in time. */
  private static final int MOST = 256;

  private record Idle(Connection connection, long sinceNanos) {}

  private static final class Shelf extends ArrayDeque<Idle> {
    private static final long serialVersionUID = 1L;
    private boolean swept;
  }

  private final long keepNanos;
  private final PoolMeter meter;
  private final FastThreadLocal<Map<Endpoint, Shelf>> shelves =
      new FastThreadLocal<>() {
        @Override
        protected Map<Endpoint, Shelf> initialValue() {
          return new IdentityHashMap<>();
        }
      };

  /**
   * @param keep how long an idle connection is kept: shorter than the upstream keeps it
   */
  public Pool(Duration keep, PoolMeter meter) {
    this.keepNanos = keep.toNanos();
    this.meter = meter;
  }

  PoolMeter meter() {
    return meter;
  }

  /** A connection that is idle on this event loop, or a new one on its way. */
  Connection take(Endpoint to, EventLoop loop) {
    Shelf shelf = shelves.get().get(to);
    if (shelf != null) {
      long now = System.nanoTime();
      for (Idle idle = shelf.pollFirst(); idle != null; idle = shelf.pollFirst()) {
        meter.idle(-1);
        if (!old(idle, now)) {
          return idle.connection();
        }
        idle.connection().abort(Ending.CANCELLED);
      }
    }
    return fresh(to, loop);
  }

  /** A new connection, whatever lies idle. */
  Connection fresh(Endpoint to, EventLoop loop) {
    return to.dialer().dial(loop);
  }

  /** Takes a connection back, if it can serve again. On its event loop. */
  void give(Connection connection, Endpoint of, EventLoop loop) {
    if (!connection.reusable()) {
      return;
    }
    Shelf shelf = shelves.get().computeIfAbsent(of, endpoint -> new Shelf());
    if (shelf.size() >= MOST) {
      connection.abort(Ending.CANCELLED);
      return;
    }
    shelf.addFirst(new Idle(connection, System.nanoTime()));
    meter.idle(1);
    sweepLater(of, shelf, loop);
  }

  private boolean old(Idle idle, long nowNanos) {
    return nowNanos - idle.sinceNanos > keepNanos || !idle.connection.reusable();
  }

  /** Closes what has grown old, once in a while for as long as something is idle. */
  private void sweepLater(Endpoint of, Shelf shelf, EventLoop loop) {
    if (shelf.swept) {
      return;
    }
    shelf.swept = true;
    loop.schedule(
        () -> {
          shelf.swept = false;
          long now = System.nanoTime();
          while (!shelf.isEmpty() && old(shelf.getLast(), now)) {
            shelf.removeLast().connection().abort(Ending.CANCELLED);
            meter.idle(-1);
          }
          if (shelf.isEmpty()) {
            shelves.get().remove(of);
          } else {
            sweepLater(of, shelf, loop);
          }
        },
        keepNanos,
        TimeUnit.NANOSECONDS);
  }
}
