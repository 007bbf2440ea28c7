package dev.firsttoken.proxy.meter;

import io.netty.util.concurrent.EventExecutor;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how long a task waits for each event loop. All streams of a loop are silent while one
 * task occupies it, so a long wait is a defect, or the machine is too small. It is logged with the
 * stack of the task.
 */
public final class EventLoopWatchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoopWatchdog.class);
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long BLOCKED_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int LOGGED_FRAMES = 12;

  private final DistributionDataPoint lag;
  private final LongSupplier nanoTime;
  private final List<Probe> probes = new ArrayList<>();
  private volatile boolean isClosed;

  EventLoopWatchdog(DistributionDataPoint lag, LongSupplier nanoTime) {
    this.lag = lag;
    this.nanoTime = nanoTime;
  }

  /** Watches these event loops on a thread of its own. */
  public void start(Iterable<EventExecutor> eventLoops) {
    watch(eventLoops);
    Thread.ofPlatform()
        .daemon()
        .name("event-loop-watchdog")
        .start(
            () -> {
              while (!isClosed) {
                check();
                LockSupport.parkNanos(PERIOD_NANOS);
              }
            });
  }

  void watch(Iterable<EventExecutor> eventLoops) {
    eventLoops.forEach(eventLoop -> probes.add(new Probe(eventLoop)));
  }

  /** Sends a probe to each event loop that has run the one before, and logs the other loops. */
  void check() {
    probes.forEach(Probe::check);
  }

  @Override
  public void close() {
    isClosed = true;
  }

  private final class Probe implements Runnable {
    private final EventExecutor eventLoop;
    private volatile long sentNanos;
    private volatile boolean isWaiting;
    private volatile @Nullable Thread thread;
    private boolean isLogged;

    Probe(EventExecutor eventLoop) {
      this.eventLoop = eventLoop;
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      lag.observe((nanoTime.getAsLong() - sentNanos) / Timeline.NANOS_PER_MILLI);
      isWaiting = false;
    }

    void check() {
      if (isWaiting) {
        logIfBlocked(nanoTime.getAsLong() - sentNanos);
      } else if (!eventLoop.isShuttingDown()) {
        isLogged = false;
        sentNanos = nanoTime.getAsLong();
        isWaiting = true;
        eventLoop.execute(this);
      }
    }

    private void logIfBlocked(long waitedNanos) {
      Thread blocked = thread;
      if (isLogged || waitedNanos < BLOCKED_NANOS || blocked == null) {
        return;
      }
      isLogged = true;
      StringBuilder stack = new StringBuilder();
      StackTraceElement[] frames = blocked.getStackTrace();
      for (int i = 0; i < Math.min(frames.length, LOGGED_FRAMES); i++) {
        stack.append("\n\tat ").append(frames[i]);
      }
      LOG.warn(
          "The event loop {} is blocked for {} ms{}",
          blocked.getName(),
          TimeUnit.NANOSECONDS.toMillis(waitedNanos),
          stack);
    }
  }
}
