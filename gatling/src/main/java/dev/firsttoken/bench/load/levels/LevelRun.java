package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.monitor.CostMonitor;
import dev.firsttoken.bench.monitor.LevelCostMonitor;
import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare;
import dev.firsttoken.bench.samples.Sample;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running level: its remaining requests, shared by its users, and its counts. */
public abstract sealed class LevelRun permits ClosedLevel, OpenLevel {
  private final int index;
  private final Level plan;
  private final Warmup warmup;
  private volatile @Nullable FailureWatch failureWatch;
  private volatile @Nullable ErrorWatch errorWatch;
  private volatile @Nullable String failure;
  private final AtomicInteger ramped = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger warmedUp = new AtomicInteger();
  private @Nullable LevelCostMonitor costMonitor;
  private @Nullable RequestDeal requestDeal;
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

  /** Returns what this machine sends in the level. */
  LevelShare share() {
    return new LevelShare(plan, null);
  }

  public Warmup warmup() {
    return warmup;
  }

  /** Deals the requests of the level; to be called before it begins. */
  void dealBy(RequestDeal deal) {
    requestDeal = deal;
  }

  /** Returns the request with its position in the run, if the plan gives that. */
  PlannedRequest dealt(PlannedRequest request) {
    RequestDeal deal = requestDeal;
    return deal == null ? request : request.at(deal.positionOf(request.ordinal()));
  }

  /** Number of Gatling's virtual users that the level needs. */
  abstract int users();

  /** Longest duration of the level if no request takes longer than the timeout. */
  abstract Duration maxDuration(Duration timeout);

  /**
   * Takes the next request, which the caller sends.
   *
   * @return the request, or null if none is left
   */
  public abstract @Nullable PlannedRequest poll();

  /** False once {@link #poll} has nothing left. */
  abstract boolean hasMore();

  /** Claims a part in the warm-up for one user; true if that user is to warm up. */
  public abstract boolean takeWarmupTurn();

  /** Prepares the level before its first request. */
  void prepare() {}

  /** Releases what the level holds after its last request has ended. */
  void close() {}

  /** Called by each user when all have warmed up, before its first request of the load. */
  public void start() {}

  /** Called when a request is about to be sent. */
  public void onSent(PlannedRequest request, long sendNanos) {}

  /** Called when a request has ended. */
  public void onEnded(PlannedRequest request, long sendNanos, long endNanos) {}

  /** Called with each request that has ended, unless the run was stopped. */
  public void onSample(Sample sample) {
    FailureWatch watch = failureWatch;
    if (watch != null) {
      watch.add(sample);
    }
    ErrorWatch limited = errorWatch;
    if (limited != null) {
      limited.add(sample);
    }
  }

  /** Limits the requests that may fail; to be called before the level begins. */
  void limitErrors(ErrorLimit limit) {
    errorWatch = new ErrorWatch(limit);
  }

  /** Stops the run because it can't go on; the reason is the rest of "because ...". */
  public void fail(String reason) {
    failure = reason;
  }

  /** Why the run is to stop, as the rest of "because ..."; null if it is not. */
  @Nullable String stopReason() {
    if (failure != null) {
      return failure;
    }
    FailureWatch watch = failureWatch;
    String reason = watch == null ? null : watch.stopReason();
    ErrorWatch limited = errorWatch;
    return reason != null || limited == null ? reason : limited.stopReason();
  }

  /** Time in nanoseconds that a session waits after a request that left this sample. */
  public long restNanos(Sample sample) {
    return sample.restNanos();
  }

  /** Monitors the costs of the level; to be called before the level begins. */
  public void monitorCosts(CostMonitor monitor) {
    costMonitor = new LevelCostMonitor(monitor, plan.rampNanos() > 0);
  }

  /** Adds an event loop that carries users of this level. */
  public void addLoop(EventLoop loop) {
    if (costMonitor != null) {
      costMonitor.addLoop(loop);
    }
  }

  /** Called when a user has warmed up. After the last one, the costs before the load are read. */
  public void userWarmedUp() {
    if (costMonitor != null && warmedUp.incrementAndGet() == users()) {
      costMonitor.onWarmedUp();
    }
  }

  /** Adds a user. The first one begins the level, before any sample of it. */
  public synchronized void userJoined(Consumer<Entry> log) {
    joinedUsers++;
    if (joinedUsers == 1) {
      prepare();
      failureWatch = new FailureWatch(users());
      log.accept(new LevelBegin(index, plan));
    }
  }

  /** Removes a user. The last one ends the level. */
  public synchronized void userLeft(Consumer<Entry> log) {
    finishedUsers++;
    if (finishedUsers == users()) {
      log.accept(end(costMonitor == null ? LevelCostMonitor.Costs.NONE : costMonitor.stop()));
      close();
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

  /**
   * Requests in flight as the level itself counted them.
   *
   * @return the count, or null for a closed level of chats, whose plan states it
   */
  LevelEnd.@Nullable InFlight inFlight() {
    return null;
  }

  /** True once all requests were sent and have ended. */
  synchronized boolean isFinished() {
    return finishedUsers == users();
  }

  /** Counts a request that is about to be sent. */
  final void count(Phase phase) {
    switch (phase) {
      case WARMUP -> {} // counted by Warmup
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
