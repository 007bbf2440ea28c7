package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import io.netty.channel.EventLoop;
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

  /** From the end of the warm-up to the begin of the schedule: so long, and longer a user. */
  private static final long LEAD_NANOS = 200_000_000;

  /** An event loop hears of no time before all users that have just come wait for theirs. */
  private static final long LEAD_NANOS_PER_USER = 100_000;

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
    idle.drain();
  }

  /** All have warmed up: from here on its time runs. */
  void start() {
    schedule.startAt(System.nanoTime() + leadNanos());
  }

  private long leadNanos() {
    return LEAD_NANOS + users() * LEAD_NANOS_PER_USER;
  }

  @Override
  boolean more() {
    return schedule.more();
  }

  @Override
  @Nullable Due take() {
    return schedule.take();
  }

  /** Somebody to send what is due: whoever is idle on this event loop, else one who connects. */
  ChatUser lend(EventLoop loop, Users users) {
    ChatUser rested = idle.take(loop);
    if (rested == null) {
      return users.enter(loop, index());
    }
    users.enter(rested);
    return rested;
  }

  /** Nobody's any more, until the next one is due. */
  void giveBack(ChatUser user, Users users) {
    users.rest(user);
    idle.give(user);
  }

  /** A request is being sent. */
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
    double nanos = leadNanos() + schedule.lastNanos() + (warming + waiting) * timeout.toNanos();
    return Duration.ofMillis((long) (nanos / 1_000_000) + 1);
  }
}
