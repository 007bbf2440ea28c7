package dev.firsttoken.proxy.pool;

import dev.firsttoken.proxy.meter.PoolMeter;
import dev.firsttoken.wire.call.CallOutcome;
import dev.firsttoken.wire.call.Connection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Idle connections to upstreams, separate for each event loop: no stream changes threads, and
 * nothing is locked. The most recently used one is taken first, so that the others can expire.
 */
public final class ConnectionPool {
  /** Per event loop and upstream. Connections beyond it are closed. */
  private static final int MAX_IDLE = 256;

  private record IdleConnection(Connection connection, long idleSinceNanos) {}

  private static final class IdleConnections extends ArrayDeque<IdleConnection> {
    private static final long serialVersionUID = 1L;
    private boolean sweepScheduled;
  }

  private final long keepAliveNanos;
  private final PoolMeter meter;
  private final FastThreadLocal<Map<UpstreamEndpoint, IdleConnections>> idleByEndpoint =
      new FastThreadLocal<>() {
        @Override
        protected Map<UpstreamEndpoint, IdleConnections> initialValue() {
          return new IdentityHashMap<>();
        }
      };

  /**
   * @param keepAlive how long an idle connection is kept; should be shorter than the upstream's own
   *     keep-alive
   */
  public ConnectionPool(Duration keepAlive, PoolMeter meter) {
    this.keepAliveNanos = keepAlive.toNanos();
    this.meter = meter;
  }

  PoolMeter meter() {
    return meter;
  }

  /** Returns an idle connection of this event loop, or a new one that is still connecting. */
  Connection acquire(UpstreamEndpoint endpoint, EventLoop eventLoop) {
    IdleConnections idleConnections = idleByEndpoint.get().get(endpoint);
    if (idleConnections != null) {
      long now = System.nanoTime();
      for (IdleConnection idleConnection = idleConnections.pollFirst();
          idleConnection != null;
          idleConnection = idleConnections.pollFirst()) {
        meter.addIdle(-1);
        if (!isExpired(idleConnection, now)) {
          return idleConnection.connection();
        }
        idleConnection.connection().abort(CallOutcome.CANCELLED);
      }
    }
    return connect(endpoint, eventLoop);
  }

  /** Opens a new connection even if one is idle. */
  Connection connect(UpstreamEndpoint endpoint, EventLoop eventLoop) {
    return endpoint.dialer().dial(eventLoop);
  }

  /** Keeps a connection for reuse, if it is reusable. Called on its event loop. */
  void release(Connection connection, UpstreamEndpoint endpoint, EventLoop eventLoop) {
    if (!connection.isReusable()) {
      return;
    }
    IdleConnections idleConnections =
        idleByEndpoint.get().computeIfAbsent(endpoint, key -> new IdleConnections());
    if (idleConnections.size() >= MAX_IDLE) {
      connection.abort(CallOutcome.CANCELLED);
      return;
    }
    idleConnections.addFirst(new IdleConnection(connection, System.nanoTime()));
    meter.addIdle(1);
    scheduleSweep(endpoint, idleConnections, eventLoop);
  }

  private boolean isExpired(IdleConnection idleConnection, long nowNanos) {
    return nowNanos - idleConnection.idleSinceNanos > keepAliveNanos
        || !idleConnection.connection.isReusable();
  }

  /** Closes expired connections periodically, for as long as any is idle. */
  private void scheduleSweep(
      UpstreamEndpoint endpoint, IdleConnections idleConnections, EventLoop eventLoop) {
    if (idleConnections.sweepScheduled) {
      return;
    }
    idleConnections.sweepScheduled = true;
    eventLoop.schedule(
        () -> {
          idleConnections.sweepScheduled = false;
          long now = System.nanoTime();
          while (!idleConnections.isEmpty() && isExpired(idleConnections.getLast(), now)) {
            idleConnections.removeLast().connection().abort(CallOutcome.CANCELLED);
            meter.addIdle(-1);
          }
          if (idleConnections.isEmpty()) {
            idleByEndpoint.get().remove(endpoint);
          } else {
            scheduleSweep(endpoint, idleConnections, eventLoop);
          }
        },
        keepAliveNanos,
        TimeUnit.NANOSECONDS);
  }
}
