package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import io.netty.util.concurrent.EventExecutor;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What one window of measuring costs this process. What is slow about it, looking up the JVM's
 * beans and asking them for the first time, happens as it is made, so before the window. It is for
 * one window: {@link #start}, then {@link #stop}.
 */
public final class ClientMonitor {
  private final Map<EventExecutor, LoopDelayMonitor> loops = new ConcurrentHashMap<>();
  private JvmTotals baseline;
  private boolean started;

  /**
   * @param loops event loops that are known to carry load; {@link #add} takes those that come later
   */
  public ClientMonitor(Collection<? extends EventExecutor> loops) {
    loops.forEach(this::add);
    this.baseline = JvmTotals.now();
  }

  /** Watches one more event loop from now on; a known one stays as it is. On any thread. */
  public void add(EventExecutor loop) {
    if (!loops.containsKey(loop)) {
      addNew(loop);
    }
  }

  private synchronized void addNew(EventExecutor loop) {
    LoopDelayMonitor monitor = new LoopDelayMonitor(loop);
    if (loops.putIfAbsent(loop, monitor) == null && started) {
      monitor.start();
    }
  }

  /** The window begins. On any thread: it takes some 100 µs. */
  public synchronized void start() {
    started = true;
    baseline = JvmTotals.now();
    loops.values().forEach(LoopDelayMonitor::start);
  }

  /** The window is over. On any thread. */
  public synchronized ClientCost stop() {
    started = false;
    long busiestNanos = 0;
    Histogram delays = new Histogram(3);
    for (LoopDelayMonitor loop : loops.values()) {
      busiestNanos = Math.max(busiestNanos, loop.cpuSinceStartNanos());
      delays.add(loop.stop());
    }
    JvmTotals totals = JvmTotals.now();
    @Nullable Safepoints safepoints = totals.safepointsSince(baseline);
    return new ClientCost(
        totals.atNanos() - baseline.atNanos(),
        totals.cpuNanos() - baseline.cpuNanos(),
        loops.size(),
        busiestNanos,
        delays.getValueAtPercentile(99),
        delays.getMaxValue(),
        totals.gcs() - baseline.gcs(),
        totals.gcNanos() - baseline.gcNanos(),
        safepoints == null ? null : safepoints.count(),
        safepoints == null ? null : safepoints.nanos(),
        totals.stolenShareSince(baseline));
  }
}
