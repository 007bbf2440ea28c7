package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerMetrics;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Costs of one level, from its first measured request to the end of its last one. */
public final class LevelCostMonitor {
  /** Costs of a level; null for what could not be measured. */
  public record Costs(
      @Nullable ClientCost client,
      @Nullable ServerCost server,
      @Nullable ServerMetrics serverMetrics) {
    public static final Costs NONE = new Costs(null, null, null);
  }

  private final CostMonitor costMonitor;
  private final boolean ramped;
  private final ClientMonitor client = new ClientMonitor(List.of());
  private final AtomicBoolean started = new AtomicBoolean();

  /** Made before the load: the first measured request is sent on an event loop that stamps. */
  private final Runnable startTask = this::start;

  private volatile @Nullable Scrape before;

  /**
   * @param ramped true if the first measured request is sent while others are in flight
   */
  public LevelCostMonitor(CostMonitor costMonitor, boolean ramped) {
    this.costMonitor = costMonitor;
    this.ramped = ramped;
  }

  /** Adds an event loop that carries the load of the level. */
  public void addLoop(EventExecutor loop) {
    client.add(loop);
  }

  /** Called when all users have warmed up and nothing is in flight. Waits for a scrape. */
  public void onWarmedUp() {
    if (!ramped) {
      costMonitor.call(() -> before = costMonitor.scrape());
    }
  }

  /** Called when a measured request is about to be sent. Does not block the event loop. */
  public void onSend() {
    if (!started.get() && started.compareAndSet(false, true)) {
      costMonitor.submit(startTask);
    }
  }

  private void start() {
    client.start();
    costMonitor.startServerMonitor();
    if (ramped) {
      before = costMonitor.scrape();
    }
  }

  /** Ends the window when nothing is in flight. Waits for the last samples and a scrape. */
  public Costs stop() {
    Costs costs = started.get() ? costMonitor.call(this::collect) : null;
    return costs == null ? Costs.NONE : costs;
  }

  private Costs collect() {
    ClientCost cost = client.stop();
    ServerCost server = costMonitor.stopServerMonitor();
    Scrape first = before;
    Scrape last = first == null ? null : costMonitor.scrape();
    return new Costs(cost, server, first == null || last == null ? null : first.deltaTo(last));
  }
}
