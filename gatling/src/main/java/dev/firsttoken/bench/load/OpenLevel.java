package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A level of the open model: requests go out at their due times, whatever becomes of those before.
 * Each of its users waits for the next due time that nobody waits for yet, sends, and comes back
 * when the answer is whole. Where all are busy, what is due waits for the first of them: there are
 * as many users as there may be requests in flight.
 */
final class OpenLevel extends LevelRun {
  /** Users that warm up, at most: connections and code, not the load. */
  static final int WARMUP_USERS = 8;

  /** From the end of the warm-up to the begin of the schedule, for all users to be waiting by. */
  private static final long LEAD_NANOS = Duration.ofMillis(200).toNanos();

  private final Schedule schedule;
  private final AtomicInteger warmers;
  private final IdleUsers idle = new IdleUsers();
  private final InFlightCount counted = new InFlightCount();

  OpenLevel(int index, Level plan, Warmup warmup, Schedule schedule) {
    super(index, plan, warmup);
    this.schedule = schedule;
    this.warmers = new AtomicInteger(Math.min(WARMUP_USERS, warmup.most()));
  }

  @Override
  int users() {
    return schedule.users();
  }

  IdleUsers idle() {
    return idle;
  }

  /** Whether the one that asks is to warm up. */
  boolean warms() {
    return warmers.getAndDecrement() > 0;
  }

  @Override
  void prepare() {
    schedule.draw();
  }

  @Override
  void close(Users users) {
    schedule.forget();
    idle.drain(users::leave);
  }

  /** All have warmed up: from here on its time runs. */
  void start() {
    schedule.startAt(System.nanoTime() + LEAD_NANOS);
  }

  @Override
  boolean more() {
    return schedule.more();
  }

  @Override
  @Nullable Due take() {
    return schedule.take();
  }

  /** A request is about to be sent. */
  void began(Due due) {
    count(due.phase());
    if (due.measured()) {
      counted.began(System.nanoTime());
    }
  }

  /** And is over. */
  void ended(Due due) {
    if (due.measured()) {
      counted.ended(System.nanoTime());
    }
  }

  @Override
  LevelEnd.@Nullable InFlight inFlight() {
    return counted.window();
  }

  @Override
  Duration bound(Duration timeout) {
    double warming = 1 + (double) warmup().most() / WARMUP_USERS;
    double waiting = 1 + (double) schedule.size() / users();
    double nanos = LEAD_NANOS + schedule.lastNanos() + (warming + waiting) * timeout.toNanos();
    return Duration.ofMillis((long) (nanos / 1_000_000) + 1);
  }
}
