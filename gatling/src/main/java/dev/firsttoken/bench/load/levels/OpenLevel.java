package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.load.client.IdleUsers;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A level of the open model: requests are sent at their due times, whatever happens to earlier
 * ones. Each of its sessions takes the next due time, waits for it, sends and, when the response is
 * complete, takes another. There are as many sessions as requests may be in flight; while all are
 * busy, a due request waits.
 */
public final class OpenLevel extends LevelRun {
  /** Max users that warm up: enough for connections and code, not for the load. */
  static final int WARMUP_USERS = 8;

  /** Time from the end of the warm-up to the start of the schedule, plus the next one per user. */
  private static final long LEAD_NANOS = 200_000_000;

  /** Time for an event loop to have every session wait for its due time. */
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

  @Override
  public boolean takeWarmupTurn() {
    return warmupTurns.getAndDecrement() > 0;
  }

  @Override
  LevelShare share() {
    return new LevelShare(plan(), arrivalSchedule.measured());
  }

  @Override
  void prepare() {
    arrivalSchedule.draw();
  }

  @Override
  void close() {
    arrivalSchedule.release();
    idleUsers.drain();
  }

  @Override
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
  public @Nullable PlannedRequest poll() {
    PlannedRequest next = arrivalSchedule.poll();
    return next == null ? null : dealt(next);
  }

  /** Activates an idle user of this event loop, or a new one, which connects first. */
  public VirtualUser borrowUser(EventLoop loop, VirtualUsers virtualUsers) {
    VirtualUser user = idleUsers.acquire(loop);
    if (user == null) {
      return virtualUsers.activate(loop, index());
    }
    virtualUsers.activate(user);
    return user;
  }

  /** Returns a user to the idle ones of its event loop. */
  public void returnUser(VirtualUser user, VirtualUsers virtualUsers) {
    virtualUsers.deactivate(user);
    idleUsers.release(user);
  }

  @Override
  public void onSent(PlannedRequest request, long sendNanos) {
    count(request.phase());
    if (request.isMeasured()) {
      inFlightIntegral.increment(sendNanos);
    }
  }

  @Override
  public void onEnded(PlannedRequest request, long sendNanos, long endNanos) {
    if (request.isMeasured()) {
      inFlightIntegral.decrement(endNanos);
    }
  }

  @Override
  LevelEnd.@Nullable InFlight inFlight() {
    return inFlightIntegral.window();
  }

  @Override
  Duration maxDuration(Duration timeout) {
    double rounds = 2 + (double) arrivalSchedule.size() / users();
    double nanos =
        warmup().maxNanos(WARMUP_USERS, Math.max(timeout.toNanos(), ClosedLevel.MAX_REST_NANOS))
            + leadNanos()
            + arrivalSchedule.lastNanos()
            + rounds * timeout.toNanos();
    return Duration.ofMillis((long) (nanos / 1_000_000) + 1);
  }
}
