package dev.firsttoken.bench.load;

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
abstract sealed class LevelRun permits ClosedLevel, OpenLevel {
  private final int index;
  private final Level plan;
  private final Warmup warmup;
  private final AtomicInteger ramped = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger readied = new AtomicInteger();
  private @Nullable LevelCosts costs;
  private int entered;
  private int gone;

  LevelRun(int index, Level plan, Warmup warmup) {
    this.index = index;
    this.plan = plan;
    this.warmup = warmup;
  }

  int index() {
    return index;
  }

  Level plan() {
    return plan;
  }

  Warmup warmup() {
    return warmup;
  }

  /** Gatling's virtual users that it takes. */
  abstract int users();

  /** How long it lasts at most, if no request takes longer than the timeout. */
  abstract Duration bound(Duration timeout);

  /** A further request; the one that asks is to send it. Null where there is none. */
  abstract @Nullable Due take();

  /** Whether there may be a further request. */
  abstract boolean more();

  /** Before anything of it is sent. */
  void prepare() {}

  /** After all of it has ended. */
  void close(Users users) {}

  /** Measures what it costs; before it begins. */
  void measure(Costs measured) {
    costs = measured.level(plan.rampNanos() > 0);
  }

  /** Somebody of it is on this event loop. */
  void on(EventLoop loop) {
    if (costs != null) {
      costs.on(loop);
    }
  }

  /** A user has warmed up; after the last one's, and before anything else, costs are measured. */
  void ready() {
    if (costs != null && readied.incrementAndGet() == users()) {
      costs.ready();
    }
  }

  /** A user comes; with the first one the level begins, before any sample of it. */
  synchronized void enter(Consumer<Entry> log) {
    entered++;
    if (entered == 1) {
      prepare();
      log.accept(new LevelBegin(index, plan));
    }
  }

  /** A user goes; with the last one the level is over. */
  synchronized void leave(Users users, Consumer<Entry> log) {
    gone++;
    if (gone == users()) {
      close(users);
      log.accept(end(costs == null ? LevelCosts.Found.NOTHING : costs.end()));
    }
  }

  private LevelEnd end(LevelCosts.Found found) {
    return new LevelEnd(
        index,
        warmup.begun(),
        ramped.get(),
        sent.get(),
        inFlight(),
        found.client(),
        found.server(),
        found.says());
  }

  /** Counted by the level itself where its plan doesn't say it. */
  LevelEnd.@Nullable InFlight inFlight() {
    return null;
  }

  /** Whether all of it was sent and has ended. */
  synchronized boolean over() {
    return gone == users();
  }

  /** Counts a request that is going to be sent. */
  final void count(Phase phase) {
    switch (phase) {
      case WARMUP -> {} // the warm-up counts for itself
      case RAMP -> ramped.incrementAndGet();
      case MEASURED -> {
        sent.incrementAndGet();
        if (costs != null) {
          costs.sends();
        }
      }
    }
  }
}
