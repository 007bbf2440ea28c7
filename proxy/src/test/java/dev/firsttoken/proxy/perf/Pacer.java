package dev.firsttoken.proxy.perf;

import io.netty.channel.EventLoop;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Runs an action for each of n slots once a period, each at a fixed phase: slot i is due at {@code
 * start + phase(i) + k × period}, without drift. Runs on one event loop.
 */
final class Pacer {
  /** One fifth of the frame period; beyond it, frames start to arrive in pairs. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final EventLoop loop;
  private final long periodNanos;
  private final long[] phasesNanos;
  private final IntConsumer action;
  private final Runnable tick = this::tick;
  private long cycleNanos;
  private int next;
  private boolean running;
  private long lateCount;

  /**
   * Creates a pacer.
   *
   * @param phasesNanos ascending phases, each below the period
   */
  Pacer(EventLoop loop, long periodNanos, long[] phasesNanos, IntConsumer action) {
    this.loop = loop;
    this.periodNanos = periodNanos;
    this.phasesNanos = phasesNanos.clone();
    this.action = action;
  }

  /**
   * Generates phases spread over the period like those of streams with random starts: some close
   * together, some far apart. They are the same in every run, so that all rounds have the same
   * arrivals.
   */
  static long[] randomPhases(int slots, long periodNanos) {
    return new Random(slots).longs(slots, 0, periodNanos).sorted().toArray();
  }

  /** Generates phases at equal steps from the first. */
  static long[] evenPhases(int slots, long firstNanos, long stepNanos) {
    long[] phases = new long[slots];
    for (int i = 0; i < slots; i++) {
      phases[i] = firstNanos + i * stepNanos;
    }
    return phases;
  }

  void start() {
    cycleNanos = System.nanoTime();
    running = phasesNanos.length > 0;
    arm();
  }

  void stop() {
    running = false;
  }

  /** Number of slots more than {@link #LATE_NANOS} late since the start. */
  long lateCount() {
    return lateCount;
  }

  private void tick() {
    // At most one period's slots at once, so that a late loop still reads its sockets.
    for (int i = 0; i < phasesNanos.length && running; i++) {
      long lateNanos = System.nanoTime() - dueNanos();
      if (lateNanos < 0) {
        break;
      }
      if (lateNanos > LATE_NANOS) {
        lateCount++;
      }
      action.accept(next);
      next++;
      if (next == phasesNanos.length) {
        next = 0;
        cycleNanos += periodNanos;
      }
    }
    arm();
  }

  private void arm() {
    if (running) {
      loop.schedule(tick, Math.max(0, dueNanos() - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  private long dueNanos() {
    return cycleNanos + phasesNanos[next];
  }
}
