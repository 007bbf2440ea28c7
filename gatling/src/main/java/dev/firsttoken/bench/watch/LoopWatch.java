package dev.firsttoken.bench.watch;

import io.netty.util.concurrent.EventExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * One event loop: the CPU time of its thread, and how late it runs what it is asked to run at a
 * time. A probe is due every 20 ms whatever became of those before: what a busy loop delays is seen
 * by every probe that fell into it.
 */
final class LoopWatch implements Runnable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long UNKNOWN = -1;

  private final EventExecutor loop;
  private final SingleWriterRecorder delays = new SingleWriterRecorder(3);
  private volatile long thread = UNKNOWN;
  private volatile long cpuBeforeNanos = UNKNOWN;
  private volatile long dueNanos;
  private volatile boolean ended;

  LoopWatch(EventExecutor loop) {
    this.loop = loop;
    runOnLoop(0, () -> thread = Thread.currentThread().threadId());
  }

  /** The window begins. On any thread. */
  void begin() {
    cpuBeforeNanos = cpuNanos();
    dueNanos = System.nanoTime();
    runOnLoop(0, this);
  }

  /** A probe; on the loop. */
  @Override
  public void run() {
    if (ended) {
      return;
    }
    if (cpuBeforeNanos == UNKNOWN) {
      cpuBeforeNanos = cpuNanos();
    }
    long now = System.nanoTime();
    delays.recordValue(Math.max(0, now - dueNanos));
    long next = dueNanos + PERIOD_NANOS;
    dueNanos = next;
    runOnLoop(next - now, this);
  }

  /**
   * The window is over, and no probe comes after it. On any thread.
   *
   * @return how late each probe of the window ran, in nanoseconds; one that still waits counts too
   */
  Histogram end() {
    boolean waits = !ended && !loop.isShuttingDown();
    ended = true;
    Histogram seen = delays.getIntervalHistogram();
    long lateNanos = System.nanoTime() - dueNanos;
    if (waits && lateNanos > 0) {
      seen.recordValueWithExpectedInterval(lateNanos, PERIOD_NANOS);
    }
    return seen;
  }

  /** CPU time of the loop's thread since the window began; 0 where the thread is gone. */
  long cpuSinceBeginNanos() {
    long now = cpuNanos();
    return now == UNKNOWN || cpuBeforeNanos == UNKNOWN ? 0 : now - cpuBeforeNanos;
  }

  private long cpuNanos() {
    return thread == UNKNOWN ? UNKNOWN : THREADS.getThreadCpuTime(thread);
  }

  private void runOnLoop(long delayNanos, Runnable task) {
    try {
      if (delayNanos > 0) {
        loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
      } else {
        loop.execute(task);
      }
    } catch (RejectedExecutionException shutDown) {
      ended = true;
    }
  }
}
