package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import io.netty.util.concurrent.EventExecutor;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Cost of one measuring window to this process: {@link #start}, then {@link #stop}, once. The slow
 * part, the first access to the JVM's beans, happens in the constructor, before the window.
 */
public final class ClientMonitor {
  private final Map<EventExecutor, LoopDelayMonitor> loops = new ConcurrentHashMap<>();
  private JvmTotals baseline;
  private boolean started;

  /**
   * @param loops event loops that carry load; {@link #add} takes later ones
   */
  public ClientMonitor(Collection<? extends EventExecutor> loops) {
    loops.forEach(this::add);
    this.baseline = JvmTotals.now();
  }

  /** Monitors one more event loop, unless it is monitored already; on any thread. */
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

  /** Starts the window; on any thread. Takes about 100 µs. */
  public synchronized void start() {
    started = true;
    baseline = JvmTotals.now();
    loops.values().forEach(LoopDelayMonitor::start);
  }

  /** Ends the window; on any thread. */
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
