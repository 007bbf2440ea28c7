package dev.firsttoken.bench.watch;

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
 * one window: {@link #begin}, then {@link #end}.
 */
public final class ClientWatch {
  private final Map<EventExecutor, LoopWatch> loops = new ConcurrentHashMap<>();
  private Totals before;
  private boolean begun;

  /**
   * @param loops event loops that are known to carry load; {@link #add} takes those that come later
   */
  public ClientWatch(Collection<? extends EventExecutor> loops) {
    loops.forEach(this::add);
    this.before = Totals.now();
  }

  /** Watches one more event loop from now on; a known one stays as it is. On any thread. */
  public void add(EventExecutor loop) {
    if (!loops.containsKey(loop)) {
      addUnknown(loop);
    }
  }

  private synchronized void addUnknown(EventExecutor loop) {
    LoopWatch added = new LoopWatch(loop);
    if (loops.putIfAbsent(loop, added) == null && begun) {
      added.begin();
    }
  }

  /** The window begins. On any thread: it takes some 100 µs. */
  public synchronized void begin() {
    begun = true;
    before = Totals.now();
    loops.values().forEach(LoopWatch::begin);
  }

  /** The window is over. On any thread. */
  public synchronized ClientCost end() {
    begun = false;
    long busiestNanos = 0;
    Histogram delays = new Histogram(3);
    for (LoopWatch loop : loops.values()) {
      busiestNanos = Math.max(busiestNanos, loop.cpuSinceBeginNanos());
      delays.add(loop.end());
    }
    Totals after = Totals.now();
    @Nullable Safepoints stops = after.safepointsSince(before);
    return new ClientCost(
        after.atNanos() - before.atNanos(),
        after.cpuNanos() - before.cpuNanos(),
        loops.size(),
        busiestNanos,
        delays.getValueAtPercentile(99),
        delays.getMaxValue(),
        after.gcs() - before.gcs(),
        after.gcNanos() - before.gcNanos(),
        stops == null ? null : stops.count(),
        stops == null ? null : stops.nanos(),
        after.stolenShareSince(before));
  }
}
