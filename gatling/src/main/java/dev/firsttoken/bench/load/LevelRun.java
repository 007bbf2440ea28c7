package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What is left to send of one level; its users share it. */
final class LevelRun {
  /** Where no warm-up was asked for by number. */
  static final int WARMUPS_PER_USER = 4;

  private static final long WARMUP_NANOS = Duration.ofSeconds(2).toNanos();

  private final int index;
  private final Level plan;
  private final boolean warmupByCount;
  private final AtomicInteger warmupLeft;
  private final AtomicInteger left;
  private final AtomicInteger warmedUp = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicLong warmupEnd = new AtomicLong();
  private int entered;
  private int gone;

  /**
   * @param warmupByCount exactly the plan's warm-up requests are sent; else up to as many, and no
   *     second one of a user is begun once the level has warmed up for two seconds, so that a slow
   *     model pays one request a user and a fast server sees enough to get warm
   */
  LevelRun(int index, Level plan, boolean warmupByCount) {
    this.index = index;
    this.plan = plan;
    this.warmupByCount = warmupByCount;
    this.warmupLeft = new AtomicInteger(plan.warmup());
    this.left = new AtomicInteger(plan.total());
  }

  /** A user comes; with the first one the level begins, before any sample of it. */
  synchronized void enter(Consumer<Entry> log) {
    if (entered++ == 0) {
      log.accept(new LevelBegin(index, plan));
    }
  }

  /** A user goes; with the last one the level is over. */
  synchronized void leave(Consumer<Entry> log) {
    if (++gone == plan.concurrency()) {
      log.accept(end());
    }
  }

  private LevelEnd end() {
    return new LevelEnd(index, warmedUp.get(), 0, begun.get(), null, null, null, null);
  }

  int index() {
    return index;
  }

  Level plan() {
    return plan;
  }

  /** Whether this user sends a further warm-up request; the one that asks is to send it. */
  boolean takeWarmup(ChatUser user) {
    warmupEnd.compareAndSet(0, System.nanoTime() + WARMUP_NANOS);
    boolean due = warmupByCount || user.warmedUp() == 0 || System.nanoTime() - warmupEnd.get() < 0;
    boolean taken = due && warmupLeft.getAndDecrement() > 0;
    warmedUp.addAndGet(taken ? 1 : 0);
    return taken;
  }

  /** Whether there is a further request to measure; the one that asks is to send it. */
  boolean take() {
    boolean taken = left.getAndDecrement() > 0;
    begun.addAndGet(taken ? 1 : 0);
    return taken;
  }

  /** Whether every request to measure has been begun. */
  boolean allTaken() {
    return left.get() <= 0;
  }
}
