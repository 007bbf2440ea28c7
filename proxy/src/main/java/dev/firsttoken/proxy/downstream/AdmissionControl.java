package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.config.ClientLimits;
import dev.firsttoken.proxy.config.Configuration;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits of concurrent requests and client connections, and the drain at shutdown. */
@Singleton
public final class AdmissionControl {
  /** The events that a client connection receives at shutdown. */
  enum Drain {
    /** Close once no request is active. */
    START,
    /** Abort the active request. */
    ABORT
  }

  /** Time for aborted requests to send their error to the client. */
  private static final Duration ABORT_GRACE = Duration.ofSeconds(2);

  private static final long POLL_INTERVAL_MILLIS = 10;

  private final ClientLimits clientLimits;
  private final AtomicInteger inFlight = new AtomicInteger();

  /** Those of {@link #inFlight} that are for the micro endpoints. */
  private final AtomicInteger microInFlight = new AtomicInteger();

  private final ChannelGroup connections =
      new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE);

  /** Connections on which a request has begun and its response is not complete. */
  private final AtomicInteger underway = new AtomicInteger();

  private volatile boolean isDraining;
  private volatile boolean isRejecting;

  AdmissionControl(Configuration configuration) {
    this.clientLimits = configuration.clientLimits();
  }

  ClientLimits clientLimits() {
    return clientLimits;
  }

  /**
   * Adds a client connection.
   *
   * @return false if it exceeds the maximum number of connections
   */
  boolean addConnection(Channel client) {
    return connections.add(client) && connections.size() <= clientLimits.maxConnections();
  }

  /** Reports whether the server is shutting down. */
  public boolean isDraining() {
    return isDraining;
  }

  /**
   * Acquires a slot for one request.
   *
   * @return false if the maximum number of requests is active
   */
  boolean tryAcquire() {
    if (inFlight.incrementAndGet() <= clientLimits.maxInFlight()) {
      return true;
    }
    inFlight.decrementAndGet();
    return false;
  }

  /** Releases the slot of one request. */
  void release() {
    inFlight.decrementAndGet();
  }

  /**
   * Acquires a slot for one request to the micro endpoints. They get at most half of the slots: a
   * response in slow chunks can hold one for a week, and chat requests must never run out of them.
   *
   * @return false if the maximum number of such requests, or of all requests, is active
   */
  boolean tryAcquireMicro() {
    int share = Math.ceilDiv(clientLimits.maxInFlight(), 2);
    if (microInFlight.incrementAndGet() <= share && tryAcquire()) {
      return true;
    }
    microInFlight.decrementAndGet();
    return false;
  }

  /** Releases the slot of one request to the micro endpoints. */
  void releaseMicro() {
    microInFlight.decrementAndGet();
    release();
  }

  /** The number of active requests. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Time that a drain gives active requests to finish. */
  public Duration drainTimeout() {
    return clientLimits.timeouts().drain();
  }

  /** Reports whether requests on new connections are rejected. */
  public boolean isRejecting() {
    return isRejecting;
  }

  /** The number of connections on which a request has begun and its response is not complete. */
  public int underway() {
    return underway.get();
  }

  /** Adds to the number of connections on which a request is underway. */
  void addUnderway(int count) {
    underway.addAndGet(count);
  }

  /**
   * Begins to drain. Requests whose first bytes have arrived are active, even if a cold event loop
   * has yet to read them. All later ones are rejected once this method returns.
   *
   * @param acceptors event loops that accept connections
   * @param readers event loops of the connections
   * @return when {@link #drainTimeout} ends, on the monotonic clock
   */
  public long startDrain(EventExecutorGroup acceptors, EventExecutorGroup readers)
      throws InterruptedException {
    long deadline = System.nanoTime() + drainTimeout().toNanos();
    isDraining = true;
    awaitTurn(acceptors, deadline);
    awaitTurn(readers, deadline);
    isRejecting = true;
    broadcast(Drain.START);
    awaitTurn(readers, deadline);
    return deadline;
  }

  /** Waits until the active requests have finished. Aborts those that exceed the deadline. */
  public void finishDrain(long deadline) throws InterruptedException {
    if (!awaitIdle(deadline)) {
      broadcast(Drain.ABORT);
      awaitIdle(System.nanoTime() + ABORT_GRACE.toNanos());
    }
  }

  /** Waits until each event loop has done what was due, its I/O included. */
  private static void awaitTurn(EventExecutorGroup eventLoops, long deadline)
      throws InterruptedException {
    Semaphore turns = new Semaphore(0);
    int started = 0;
    for (EventExecutor eventLoop : eventLoops) {
      if (!eventLoop.isShuttingDown()) {
        // A timer is due after the loop's next I/O only if it is scheduled on the loop itself.
        eventLoop.execute(() -> eventLoop.schedule(() -> turns.release(), 0, TimeUnit.NANOSECONDS));
        started++;
      }
    }
    turns.tryAcquire(started, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void broadcast(Drain event) {
    connections.forEach(client -> client.pipeline().fireUserEventTriggered(event));
  }

  private boolean awaitIdle(long deadline) throws InterruptedException {
    while (!isIdle() && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_INTERVAL_MILLIS);
    }
    return isIdle();
  }

  /** Reports whether no request has begun and every written byte was sent. */
  private boolean isIdle() {
    return underway.get() == 0
        && inFlight.get() == 0
        && connections.stream()
            .map(client -> client.unsafe().outboundBuffer())
            .allMatch(out -> out == null || out.totalPendingWriteBytes() == 0);
  }
}
