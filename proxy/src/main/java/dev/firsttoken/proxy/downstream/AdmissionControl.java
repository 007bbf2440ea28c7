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

/** All that comes and goes: how many requests run, on which connections, and how it all ends. */
@Singleton
public final class AdmissionControl {
  /** What a connection is told as the server ends. */
  enum Drain {
    /** Take nothing more on, and go once nothing runs. */
    START,
    /** End what runs. */
    ABORT
  }

  /** How long what was ended may take to say so to its client. */
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

  /** A client has connected; false where there are too many. */
  boolean addConnection(Channel client) {
    return connections.add(client) && connections.size() <= clientLimits.maxConnections();
  }

  /** Reports whether the server is shutting down. */
  public boolean isDraining() {
    return isDraining;
  }

  /** Takes a request on; false where as many run as may. */
  boolean tryAcquire() {
    if (inFlight.incrementAndGet() <= clientLimits.maxInFlight()) {
      return true;
    }
    inFlight.decrementAndGet();
    return false;
  }

  /** What {@link #tryAcquire} took on is over. */
  void release() {
    inFlight.decrementAndGet();
  }

  /** Requests that run now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How long {@link #drain} lets them run. */
  public Duration drainTimeout() {
    return clientLimits.timeouts().drain();
  }

  /**
   * Takes no more requests, waits for those that run, and ends those that run for too long; then
   * returns.
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

  /** Nothing runs, and of what ran nothing is left for its client to take. */
  private boolean isIdle() {
    return inFlight.get() == 0
        && connections.stream()
            .map(client -> client.unsafe().outboundBuffer())
            .allMatch(out -> out == null || out.totalPendingWriteBytes() == 0);
  }
}
