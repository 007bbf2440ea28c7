package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.Configuration;
import dev.firsttoken.proxy.Readiness;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** All that comes and goes: how many requests run, on which connections, and how it all ends. */
@Singleton
public final class Traffic {
  /** What a connection is told as the server ends. */
  enum Drain {
    /** Take nothing more on, and go once nothing runs. */
    BEGIN,
    /** End what runs. */
    END
  }

  /** How long what was ended may take to say so to its client. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final long LOOK_MILLIS = 10;

  private final Bounds bounds;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ChannelGroup connections =
      new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE);
  private volatile boolean draining;

  Traffic(Configuration configuration, Readiness readiness) {
    this.bounds = configuration.bounds();
    readiness.hindered("draining", () -> draining);
  }

  Bounds bounds() {
    return bounds;
  }

  /** A client has connected; false where there are too many. */
  boolean connected(Channel client) {
    return connections.add(client) && connections.size() <= bounds.connections();
  }

  boolean draining() {
    return draining;
  }

  /** Takes a request on; false where as many run as may. */
  boolean enter() {
    if (inFlight.incrementAndGet() <= bounds.inFlight()) {
      return true;
    }
    inFlight.decrementAndGet();
    return false;
  }

  /** What {@link #enter} took on is over. */
  void leave() {
    inFlight.decrementAndGet();
  }

  /** Requests that run now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How long {@link #drain} lets them run. */
  public Duration patience() {
    return bounds.times().drain();
  }

  /**
   * Takes no more requests, waits for those that run, and ends those that run for too long; then
   * returns.
   */
  public void drain() throws InterruptedException {
    draining = true;
    tell(Drain.BEGIN);
    if (!quietWithin(patience())) {
      tell(Drain.END);
      quietWithin(FAREWELL);
    }
  }

  private void tell(Drain what) {
    connections.forEach(client -> client.pipeline().fireUserEventTriggered(what));
  }

  private boolean quietWithin(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (!quiet() && System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK_MILLIS);
    }
    return quiet();
  }

  /** Nothing runs, and of what ran nothing is left for its client to take. */
  private boolean quiet() {
    return inFlight.get() == 0
        && connections.stream()
            .map(client -> client.unsafe().outboundBuffer())
            .allMatch(out -> out == null || out.totalPendingWriteBytes() == 0);
  }
}
