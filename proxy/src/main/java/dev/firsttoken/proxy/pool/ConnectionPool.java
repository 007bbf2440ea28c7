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
 * The idle connections to upstreams, apart for each event loop, so that no stream ever changes
 * threads and nothing is locked. The newest is taken first: the others may grow old and go.
 */
public final class ConnectionPool {
  /** Per event loop and upstream. What is over it is closed: nobody will need it in time. */
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
   * @param keepAlive how long an idle connection is kept: shorter than the upstream keeps it
   */
  public ConnectionPool(Duration keepAlive, PoolMeter meter) {
    this.keepAliveNanos = keepAlive.toNanos();
    this.meter = meter;
  }

  public PoolMeter meter() {
    return meter;
  }

  /** A connection that is idle on this event loop, or a new one on its way. */
  public Connection acquire(UpstreamEndpoint endpoint, EventLoop eventLoop) {
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

  /** A new connection, whatever lies idle. */
  public Connection connect(UpstreamEndpoint endpoint, EventLoop eventLoop) {
    return endpoint.dialer().dial(eventLoop);
  }

  /** Takes a connection back, if it can serve again. On its event loop. */
  public void release(Connection connection, UpstreamEndpoint endpoint, EventLoop eventLoop) {
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

  /** Closes what has grown old, once in a while for as long as something is idle. */
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
