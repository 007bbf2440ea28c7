package dev.firsttoken.bench.monitor;

import io.netty.util.concurrent.EventExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Monitor of one event loop: the CPU time of its thread and how late it runs timed tasks. A probe
 * is due every 20 ms, whatever happened to earlier ones, so that a stall delays every probe that is
 * due in it.
 */
final class LoopDelayMonitor implements Runnable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long UNKNOWN = -1;

  private final EventExecutor loop;
  private final SingleWriterRecorder delays = new SingleWriterRecorder(3);
  private volatile long threadId = UNKNOWN;
  private volatile long startCpuNanos = UNKNOWN;
  private volatile long dueNanos;
  private volatile boolean stopped;

  LoopDelayMonitor(EventExecutor loop) {
    this.loop = loop;
    runOnLoop(0, () -> threadId = Thread.currentThread().threadId());
  }

  /** Starts the window; on any thread. */
  void start() {
    startCpuNanos = cpuNanos();
    dueNanos = System.nanoTime();
    runOnLoop(0, this);
  }

  /** Runs a probe; on the event loop. */
  @Override
  public void run() {
    if (stopped) {
      return;
    }
    if (startCpuNanos == UNKNOWN) {
      startCpuNanos = cpuNanos();
    }
    long now = System.nanoTime();
    delays.recordValue(Math.max(0, now - dueNanos));
    long next = dueNanos + PERIOD_NANOS;
    dueNanos = next;
    runOnLoop(next - now, this);
  }

  /**
   * Ends the window and stops the probes; on any thread.
   *
   * @return delay of each probe in the window, in nanoseconds, including one that is overdue
   */
  Histogram stop() {
    boolean probePending = !stopped && !loop.isShuttingDown();
    stopped = true;
    Histogram histogram = delays.getIntervalHistogram();
    long lateNanos = System.nanoTime() - dueNanos;
    if (probePending && lateNanos > 0) {
      histogram.recordValueWithExpectedInterval(lateNanos, PERIOD_NANOS);
    }
    return histogram;
  }

  /** CPU time of the loop's thread since the window started, or 0 if the thread has ended. */
  long cpuSinceStartNanos() {
    long now = cpuNanos();
    return now == UNKNOWN || startCpuNanos == UNKNOWN ? 0 : now - startCpuNanos;
  }

  private long cpuNanos() {
    return threadId == UNKNOWN ? UNKNOWN : THREADS.getThreadCpuTime(threadId);
  }

  private void runOnLoop(long delayNanos, Runnable task) {
    try {
      if (delayNanos > 0) {
        loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
      } else {
        loop.execute(task);
      }
    } catch (RejectedExecutionException shutDown) {
      stopped = true;
    }
  }
}
