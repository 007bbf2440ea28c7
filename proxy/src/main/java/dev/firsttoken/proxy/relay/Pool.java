package dev.firsttoken.proxy.relay;

import dev.firsttoken.wire.call.Connection;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Ending;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The idle connections to one upstream, apart for each event loop, so that no stream ever changes
 * threads and nothing is locked. The newest is taken first: the others may grow old and go.
 */
public final class Pool {
  /** Kept shorter than the 5 s after which common servers close a connection that is idle. */
  private static final long IDLE_NANOS = Duration.ofSeconds(4).toNanos();

  /** Per event loop. What is over it is closed, since nobody will need it within its 4 s. */
  private static final int MOST = 256;

  private record Idle(Connection connection, long sinceNanos) {
    boolean old(long nowNanos) {
      return nowNanos - sinceNanos > IDLE_NANOS || !connection.reusable();
    }
  }

  private static final class Shelf extends ArrayDeque<Idle> {
    private static final long serialVersionUID = 1L;
    private boolean swept;
  }

  private final Dialer dialer;
  private final FastThreadLocal<Shelf> shelves =
      new FastThreadLocal<>() {
        @Override
        protected Shelf initialValue() {
          return new Shelf();
        }
      };

  public Pool(Dialer dialer) {
    this.dialer = dialer;
  }

  /** A connection that is idle on this event loop, or a new one on its way. */
  Connection take(EventLoop loop) {
    long now = System.nanoTime();
    Shelf shelf = shelves.get();
    for (Idle idle = shelf.pollFirst(); idle != null; idle = shelf.pollFirst()) {
      if (!idle.old(now)) {
        return idle.connection();
      }
      idle.connection().abort(Ending.CANCELLED);
    }
    return fresh(loop);
  }

  /** A new connection, whatever lies idle. */
  Connection fresh(EventLoop loop) {
    return dialer.dial(loop);
  }

  /** Takes a connection back, if it can serve again. On its event loop. */
  void give(Connection connection, EventLoop loop) {
    Shelf shelf = shelves.get();
    if (!connection.reusable()) {
      return;
    }
    if (shelf.size() >= MOST) {
      connection.abort(Ending.CANCELLED);
      return;
    }
    shelf.addFirst(new Idle(connection, System.nanoTime()));
    sweepLater(shelf, loop);
  }

  /** Closes what has grown old, once in a while for as long as something is idle. */
  private static void sweepLater(Shelf shelf, EventLoop loop) {
    if (shelf.swept) {
      return;
    }
    shelf.swept = true;
    loop.schedule(
        () -> {
          shelf.swept = false;
          long now = System.nanoTime();
          while (!shelf.isEmpty() && shelf.getLast().old(now)) {
            shelf.removeLast().connection().abort(Ending.CANCELLED);
          }
          if (!shelf.isEmpty()) {
            sweepLater(shelf, loop);
          }
        },
        IDLE_NANOS,
        TimeUnit.NANOSECONDS);
  }
}
