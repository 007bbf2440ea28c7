package dev.firsttoken.proxy.pool;

import dev.firsttoken.wire.call.CallOutcome;
import dev.firsttoken.wire.call.Connection;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Call permit and connection of one request, from {@link #acquirePermit} to {@link #release}. Used
 * on one event loop only.
 */
public final class ConnectionLease {
  private enum State {
    WAITING,
    PERMITTED,
    RELEASED
  }

  private final UpstreamEndpoint endpoint;
  private final ConnectionPool pool;
  private final EventLoop eventLoop;
  private final Runnable onPermit;
  private final Runnable queuedGrant = this::onQueuedGrant;
  private State state = State.WAITING;
  private @Nullable Connection connection;

  /**
   * @param onPermit is called once a call may start, unless the lease was released before
   */
  public ConnectionLease(
      UpstreamEndpoint endpoint, ConnectionPool pool, EventLoop eventLoop, Runnable onPermit) {
    this.endpoint = endpoint;
    this.pool = pool;
    this.eventLoop = eventLoop;
    this.onPermit = onPermit;
  }

  /** Acquires a call permit, at once or in the order of the queue. */
  public void acquirePermit() {
    if (endpoint.permits().tryAcquire()) {
      onGranted();
    } else {
      pool.meter().addPending(1);
      endpoint.permits().enqueue(eventLoop, queuedGrant);
    }
  }

  /** Starts the call at once, even if no permit is free: for rare calls of the proxy itself. */
  public void startBeyondLimit() {
    endpoint.permits().acquireBeyondMax();
    onGranted();
  }

  public boolean isWaiting() {
    return state == State.WAITING;
  }

  /** Takes an idle connection, or opens one. Only with a permit. */
  public Connection connect() {
    Connection acquired = pool.acquire(endpoint, eventLoop);
    connection = acquired;
    return acquired;
  }

  /** Replaces the connection, which the upstream has closed, by a new one. */
  public Connection reconnect() {
    Connection opened = pool.connect(endpoint, eventLoop);
    connection = opened;
    return opened;
  }

  /** Returns the connection, or null before {@link #connect}. */
  public @Nullable Connection connection() {
    return connection;
  }

  /**
   * Gives everything back. Called once.
   *
   * @param keepConnection whether the connection may serve another request: if not, it is closed
   */
  public void release(boolean keepConnection) {
    boolean waiting = isWaiting();
    state = State.RELEASED;
    if (waiting) {
      pool.meter().addPending(-1);
      endpoint.permits().cancel(queuedGrant);
      return;
    }
    try {
      if (connection != null && keepConnection) {
        pool.release(connection, endpoint, eventLoop);
      } else if (connection != null) {
        connection.abort(CallOutcome.CANCELLED);
      }
    } finally {
      pool.meter().addActive(-1);
      endpoint.permits().release();
    }
  }

  private void onQueuedGrant() {
    if (state == State.RELEASED) {
      endpoint.permits().release();
      return;
    }
    pool.meter().addPending(-1);
    onGranted();
  }

  private void onGranted() {
    state = State.PERMITTED;
    pool.meter().addActive(1);
    onPermit.run();
  }
}
