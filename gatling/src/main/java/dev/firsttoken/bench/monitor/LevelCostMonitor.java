package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerMetrics;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What one level costs, from its first measured request to the end of its last one. */
public final class LevelCostMonitor {
  /** All that was found out; null where it was not. */
  public record Costs(
      @Nullable ClientCost client,
      @Nullable ServerCost server,
      @Nullable ServerMetrics serverMetrics) {
    public static final Costs NOTHING = new Costs(null, null, null);
  }

  private final CostMonitor costMonitor;
  private final boolean ramped;
  private final ClientMonitor client = new ClientMonitor(List.of());
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable Scrape before;

  /**
   * @param ramped the first measured request comes while others are under way
   */
  public LevelCostMonitor(CostMonitor costMonitor, boolean ramped) {
    this.costMonitor = costMonitor;
    this.ramped = ramped;
  }

  /** An event loop carries load of it. */
  public void addLoop(EventExecutor loop) {
    client.add(loop);
  }

  /** All have warmed up, and nothing is under way. Waits while the server's metrics are read. */
  public void onWarmedUp() {
    if (!ramped) {
      costMonitor.call(() -> before = costMonitor.scrape());
    }
  }

  /** A measured request is going to be sent. Takes no time of its event loop's. */
  public void onSend() {
    if (!started.get() && started.compareAndSet(false, true)) {
      costMonitor.submit(this::start);
    }
  }

  private void start() {
    client.start();
    costMonitor.startServerMonitor();
    if (ramped) {
      before = costMonitor.scrape();
    }
  }

  /** Nothing is under way any more. Waits while the server and its metrics are looked at. */
  public Costs stop() {
    Costs costs = started.get() ? costMonitor.call(this::collect) : null;
    return costs == null ? Costs.NOTHING : costs;
  }

  private Costs collect() {
    ClientCost cost = client.stop();
    ServerCost server = costMonitor.stopServerMonitor();
    Scrape first = before;
    Scrape last = first == null ? null : costMonitor.scrape();
    return new Costs(cost, server, first == null || last == null ? null : first.deltaTo(last));
  }
}
