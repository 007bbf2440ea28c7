package dev.firsttoken.bench.load.levels;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.client.SingleUser;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenLevelTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Level PLAN = new Level(0, 5, Arrivals.CONSTANT, 3, 0, 0, 4);

  private final EventLoop loop = new DefaultEventLoop();
  private final EventLoop other = new DefaultEventLoop();
  private final VirtualUsers virtualUsers = SingleUser.unusedUsers();
  private final List<Entry> log = new ArrayList<>();

  @AfterEach
  void endLoops() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    other.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** A level of three requests, the first one in the ramp. */
  private static OpenLevel level(int maxInFlight, int warmup) {
    ArrivalSchedule arrivalSchedule =
        new ArrivalSchedule(() -> new ArrivalTimes(new long[] {0, 200, 400}, 1), maxInFlight);
    return new OpenLevel(0, PLAN, new Warmup(warmup, true), arrivalSchedule);
  }

  private static PlannedRequest send(OpenLevel level, long sendNanos) {
    PlannedRequest request = requireNonNull(level.poll());
    level.onSent(request, sendNanos);
    return request;
  }

  @Test
  void lastReturnedUserIsBorrowedFirst() {
    OpenLevel level = level(3, 0);
    VirtualUser first = level.borrowUser(loop, virtualUsers);
    VirtualUser second = level.borrowUser(loop, virtualUsers);
    level.returnUser(first, virtualUsers);
    level.returnUser(second, virtualUsers);

    assertThat(level.borrowUser(loop, virtualUsers)).isSameAs(second);
    assertThat(level.borrowUser(loop, virtualUsers)).isSameAs(first);
    assertThat(level.borrowUser(loop, virtualUsers)).isNotSameAs(first).isNotSameAs(second);
  }

  @Test
  void idleUserStaysOnItsEventLoop() {
    OpenLevel level = level(3, 0);
    VirtualUser here = level.borrowUser(loop, virtualUsers);
    level.returnUser(here, virtualUsers);

    assertThat(level.borrowUser(other, virtualUsers)).isNotSameAs(here);
    assertThat(level.borrowUser(loop, virtualUsers)).isSameAs(here);
  }

  @Test
  void noUserIsActiveWhenAllAreIdle() {
    OpenLevel level = level(3, 0);
    VirtualUser user = level.borrowUser(loop, virtualUsers);
    level.returnUser(user, virtualUsers);
    assertThat(virtualUsers.stop(SECOND)).isFalse();

    assertThat(level.borrowUser(loop, virtualUsers)).isSameAs(user);
    assertThat(virtualUsers.stop(SECOND)).isTrue();
  }

  @Test
  void measuredRequestsAreCountedWhileInFlight() {
    OpenLevel level = level(1, 0);
    level.userJoined(log::add);
    level.start();
    PlannedRequest ramp = send(level, 100);
    PlannedRequest one = send(level, 200);
    level.onEnded(ramp, 100, 210);
    level.onEnded(one, 200, 230);
    PlannedRequest two = send(level, 300);
    level.onEnded(two, 300, 340);

    assertThat(level.poll()).isNull();
    LevelEnd.InFlight counted = requireNonNull(level.inFlight());
    assertThat(counted).isEqualTo(new LevelEnd.InFlight(200, 300, 30, 1));
    level.userLeft(log::add);
    assertThat(log)
        .containsExactly(
            new LevelBegin(0, PLAN), new LevelEnd(0, 0, 1, 2, counted, null, null, null));
  }

  @Test
  void levelIsFinishedWhenItsLastUserLeaves() {
    OpenLevel level = level(2, 0);
    level.userJoined(log::add);
    level.userJoined(log::add);

    level.userLeft(log::add);
    assertThat(level.isFinished()).isFalse();
    level.userLeft(log::add);
    assertThat(level.isFinished()).isTrue();
    assertThat(log).hasSize(2);
  }

  @Test
  void atMostEightUsersWarmUpAndNoneWithoutWarmupRequests() {
    assertThat(countWarmupTurns(level(3, 100))).isEqualTo(8);
    assertThat(countWarmupTurns(level(3, 2))).isEqualTo(2);
    assertThat(countWarmupTurns(level(3, 0))).isZero();
  }

  private static int countWarmupTurns(OpenLevel level) {
    int turns = 0;
    for (int i = 0; i < 20; i++) {
      turns += level.takeWarmupTurn() ? 1 : 0;
    }
    return turns;
  }

  @Test
  void maxDurationIncludesWaitingRequests() {
    // One at a time: three timeouts for the requests, two spare ones, and the lead.
    assertThat(level(1, 0).maxDuration(Duration.ofSeconds(10)))
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(51));
  }

  @Test
  void maxDurationLetsWarmUpUsersRestAsTheServerAsks() {
    // Each user sends 8 requests, and may rest for 30 s after each.
    assertThat(level(1, 8 * OpenLevel.WARMUP_USERS).maxDuration(Duration.ofSeconds(1)))
        .isGreaterThan(Duration.ofSeconds(8 * 30));
  }
}
