package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.config.ClientLimits;
import dev.firsttoken.proxy.config.Configuration;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits of concurrent requests and client connections, and the drain at shutdown. */
@Singleton
public final class AdmissionControl {
  /** The events that a client connection receives at shutdown. */
  enum Drain {
    /** Accept no more requests, and close once no request is active. */
    START,
    /** Abort the active request. */
    ABORT
  }

  /** Time for aborted requests to send their error to the client. */
  private static final Duration ABORT_GRACE = Duration.ofSeconds(2);

  private static final long POLL_INTERVAL_MILLIS = 10;

  private final ClientLimits clientLimits;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ChannelGroup connections =
      new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE);
  private volatile boolean isDraining;

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

  /** The number of active requests. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Time that {@link #drain} gives active requests to finish. */
  public Duration drainTimeout() {
    return clientLimits.timeouts().drain();
  }

  /**
   * Rejects new requests and waits until the active ones have finished. Aborts those that exceed
   * the drain timeout.
   */
  public void drain() throws InterruptedException {
    isDraining = true;
    broadcast(Drain.START);
    if (!awaitIdle(drainTimeout())) {
      broadcast(Drain.ABORT);
      awaitIdle(ABORT_GRACE);
    }
  }

  private void broadcast(Drain event) {
    connections.forEach(client -> client.pipeline().fireUserEventTriggered(event));
  }

  private boolean awaitIdle(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isIdle() && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_INTERVAL_MILLIS);
    }
    return isIdle();
  }

  /** Reports whether no request is active and every written byte was sent. */
  private boolean isIdle() {
    return inFlight.get() == 0
        && connections.stream()
            .map(client -> client.unsafe().outboundBuffer())
            .allMatch(out -> out == null || out.totalPendingWriteBytes() == 0);
  }
}
