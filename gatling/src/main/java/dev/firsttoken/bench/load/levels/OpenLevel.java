package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.load.client.IdleUsers;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.requests.PlannedRequest;
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
public final class OpenLevel extends LevelRun {
  /** Users that warm up, at most: connections and code, not the load. */
  static final int WARMUP_USERS = 8;

  /** From the end of the warm-up to the begin of the schedule: so long, and longer a user. */
  private static final long LEAD_NANOS = 200_000_000;

  /** An event loop hears of no time before all users that have just come wait for theirs. */
  private static final long LEAD_NANOS_PER_USER = 100_000;

  private final ArrivalSchedule arrivalSchedule;
  private final AtomicInteger warmupTurns;
  private final IdleUsers idleUsers = new IdleUsers();
  private final InFlightIntegral inFlightIntegral = new InFlightIntegral();

  OpenLevel(int index, Level plan, Warmup warmup, ArrivalSchedule arrivalSchedule) {
    super(index, plan, warmup);
    this.arrivalSchedule = arrivalSchedule;
    this.warmupTurns = new AtomicInteger(Math.min(WARMUP_USERS, warmup.maxRequests()));
  }

  @Override
  int users() {
    return arrivalSchedule.users();
  }

  /** Whether the one that asks is to warm up. */
  public boolean takeWarmupTurn() {
    return warmupTurns.getAndDecrement() > 0;
  }

  @Override
  void prepare() {
    arrivalSchedule.draw();
  }

  @Override
  void close(VirtualUsers virtualUsers) {
    arrivalSchedule.release();
    idleUsers.drain();
  }

  /** All have warmed up: from here on its time runs. */
  public void start() {
    arrivalSchedule.startAt(System.nanoTime() + leadNanos());
  }

  private long leadNanos() {
    return LEAD_NANOS + users() * LEAD_NANOS_PER_USER;
  }

  @Override
  boolean hasMore() {
    return arrivalSchedule.hasMore();
  }

  @Override
  @Nullable
  public PlannedRequest poll() {
    return arrivalSchedule.poll();
  }

  /** Somebody to send what is due: whoever is idle on this event loop, else one who connects. */
  public VirtualUser borrowUser(EventLoop loop, VirtualUsers virtualUsers) {
    VirtualUser user = idleUsers.acquire(loop);
    if (user == null) {
      return virtualUsers.activate(loop, index());
    }
    virtualUsers.activate(user);
    return user;
  }

  /** Nobody's any more, until the next one is due. */
  public void returnUser(VirtualUser user, VirtualUsers virtualUsers) {
    virtualUsers.deactivate(user);
    idleUsers.release(user);
  }

  /** A request is being sent. */
  public void onSent(PlannedRequest plannedRequest) {
    count(plannedRequest.phase());
    if (plannedRequest.isMeasured()) {
      inFlightIntegral.increment(System.nanoTime());
    }
  }

  /** And is over. */
  public void onEnded(PlannedRequest plannedRequest) {
    if (plannedRequest.isMeasured()) {
      inFlightIntegral.decrement(System.nanoTime());
    }
  }

  @Override
  LevelEnd.@Nullable InFlight inFlight() {
    return inFlightIntegral.window();
  }

  @Override
  Duration maxDuration(Duration timeout) {
    double warming = 1 + (double) warmup().maxRequests() / WARMUP_USERS;
    double waiting = 1 + (double) arrivalSchedule.size() / users();
    double nanos =
        leadNanos() + arrivalSchedule.lastNanos() + (warming + waiting) * timeout.toNanos();
    return Duration.ofMillis((long) (nanos / 1_000_000) + 1);
  }
}
