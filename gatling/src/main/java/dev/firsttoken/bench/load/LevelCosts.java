package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.samples.LevelEnd.ServerSays;
import dev.firsttoken.bench.watch.ClientWatch;
import dev.firsttoken.bench.watch.Scrape;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What one level costs, from its first measured request to the end of its last one. */
final class LevelCosts {
  /** All that was found out; null where it was not. */
  record Found(
      @Nullable ClientCost client, @Nullable ServerCost server, @Nullable ServerSays says) {
    static final Found NOTHING = new Found(null, null, null);
  }

  private final Costs costs;
  private final boolean ramped;
  private final ClientWatch client = new ClientWatch(List.of());
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile @Nullable Scrape before;

  /**
   * @param ramped the first measured request comes while others are under way
   */
  LevelCosts(Costs costs, boolean ramped) {
    this.costs = costs;
    this.ramped = ramped;
  }

  /** An event loop carries load of it. */
  void on(EventExecutor loop) {
    client.add(loop);
  }

  /** All have warmed up, and nothing is under way. Waits while the server's metrics are read. */
  void ready() {
    if (!ramped) {
      costs.now(() -> before = costs.scrape());
    }
  }

  /** A measured request is going to be sent. Takes no time of its event loop's. */
  void sends() {
    if (!begun.get() && begun.compareAndSet(false, true)) {
      costs.later(this::begin);
    }
  }

  private void begin() {
    client.begin();
    costs.beginServer();
    if (ramped) {
      before = costs.scrape();
    }
  }

  /** Nothing is under way any more. Waits while the server and its metrics are looked at. */
  Found end() {
    Found found = begun.get() ? costs.now(this::found) : null;
    return found == null ? Found.NOTHING : found;
  }

  private Found found() {
    ClientCost cost = client.end();
    ServerCost server = costs.endServer();
    Scrape first = before;
    Scrape last = first == null ? null : costs.scrape();
    return new Found(cost, server, first == null || last == null ? null : first.until(last));
  }
}
