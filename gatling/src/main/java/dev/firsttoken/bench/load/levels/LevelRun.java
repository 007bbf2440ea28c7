package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.monitor.CostMonitor;
import dev.firsttoken.bench.monitor.LevelCostMonitor;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Phase;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A level as it runs: what is left to send of it. Its users share it. */
public abstract sealed class LevelRun permits ClosedLevel, OpenLevel {
  private final int index;
  private final Level plan;
  private final Warmup warmup;
  private final AtomicInteger ramped = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger warmedUp = new AtomicInteger();
  private @Nullable LevelCostMonitor costMonitor;
  private int joinedUsers;
  private int finishedUsers;

  LevelRun(int index, Level plan, Warmup warmup) {
    this.index = index;
    this.plan = plan;
    this.warmup = warmup;
  }

  public int index() {
    return index;
  }

  public Level plan() {
    return plan;
  }

  public Warmup warmup() {
    return warmup;
  }

  /** Gatling's virtual users that it takes. */
  abstract int users();

  /** How long it lasts at most, if no request takes longer than the timeout. */
  abstract Duration maxDuration(Duration timeout);

  /** A further request; the one that asks is to send it. Null where there is none. */
  abstract @Nullable public PlannedRequest poll();

  /** Whether there may be a further request. */
  abstract boolean hasMore();

  /** Before anything of it is sent. */
  void prepare() {}

  /** After all of it has ended. */
  void close(VirtualUsers virtualUsers) {}

  /** Measures what it costs; before it begins. */
  public void monitorCosts(CostMonitor monitor) {
    costMonitor = monitor.forLevel(plan.rampNanos() > 0);
  }

  /** Somebody of it is on this event loop. */
  public void addLoop(EventLoop loop) {
    if (costMonitor != null) {
      costMonitor.addLoop(loop);
    }
  }

  /** A user has warmed up; after the last one's, and before anything else, costs are measured. */
  public void userWarmedUp() {
    if (costMonitor != null && warmedUp.incrementAndGet() == users()) {
      costMonitor.onWarmedUp();
    }
  }

  /** A user comes; with the first one the level begins, before any sample of it. */
  public synchronized void userJoined(Consumer<Entry> log) {
    joinedUsers++;
    if (joinedUsers == 1) {
      prepare();
      log.accept(new LevelBegin(index, plan));
    }
  }

  /** A user goes; with the last one the level is over. */
  public synchronized void userLeft(VirtualUsers virtualUsers, Consumer<Entry> log) {
    finishedUsers++;
    if (finishedUsers == users()) {
      close(virtualUsers);
      log.accept(end(costMonitor == null ? LevelCostMonitor.Costs.NOTHING : costMonitor.stop()));
    }
  }

  private LevelEnd end(LevelCostMonitor.Costs costs) {
    return new LevelEnd(
        index,
        warmup.startedRequests(),
        ramped.get(),
        sent.get(),
        inFlight(),
        costs.client(),
        costs.server(),
        costs.serverMetrics());
  }

  /** Counted by the level itself where its plan doesn't say it. */
  LevelEnd.@Nullable InFlight inFlight() {
    return null;
  }

  /** Whether all of it was sent and has ended. */
  synchronized boolean isFinished() {
    return finishedUsers == users();
  }

  /** Counts a request that is going to be sent. */
  final void count(Phase phase) {
    switch (phase) {
      case WARMUP -> {} // the warm-up counts for itself
      case RAMP -> ramped.incrementAndGet();
      case MEASURED -> {
        sent.incrementAndGet();
        if (costMonitor != null) {
          costMonitor.onSend();
        }
      }
    }
  }
}
