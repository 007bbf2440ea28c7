package dev.firsttoken.bench.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenLevelTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Level PLAN = new Level(0, 5, "constant", 3, 0, 0, 4);

  private final EventLoop loop = new DefaultEventLoop();
  private final EventLoop other = new DefaultEventLoop();
  private final Users users = LoneUser.nobodys();
  private final List<Entry> log = new ArrayList<>();

  @AfterEach
  void endLoops() {
    loop.shutdownGracefully().syncUninterruptibly();
    other.shutdownGracefully().syncUninterruptibly();
  }

  /** Three requests, the first of them in the ramp. */
  private static OpenLevel level(int mostAtOnce, int warmup) {
    Schedule schedule = new Schedule(() -> new Arrivals(new long[] {0, 200, 400}, 1), mostAtOnce);
    return new OpenLevel(0, PLAN, new Warmup(warmup, true), schedule);
  }

  private static Due send(OpenLevel level) {
    Due due = requireNonNull(level.take());
    level.began(due);
    return due;
  }

  @Test
  void idleUserIsLentAgainTheLastOneFirst() {
    OpenLevel level = level(3, 0);
    ChatUser first = level.lend(loop, users);
    ChatUser second = level.lend(loop, users);
    level.giveBack(first, users);
    level.giveBack(second, users);

    assertThat(level.lend(loop, users)).isSameAs(second);
    assertThat(level.lend(loop, users)).isSameAs(first);
    assertThat(level.lend(loop, users)).isNotSameAs(first).isNotSameAs(second);
  }

  @Test
  void idleUserStaysOnItsEventLoop() {
    OpenLevel level = level(3, 0);
    ChatUser here = level.lend(loop, users);
    level.giveBack(here, users);

    assertThat(level.lend(other, users)).isNotSameAs(here);
    assertThat(level.lend(loop, users)).isSameAs(here);
  }

  @Test
  void nobodyIsAtWorkWhereAllAreIdle() {
    OpenLevel level = level(3, 0);
    ChatUser user = level.lend(loop, users);
    level.giveBack(user, users);
    assertThat(users.stop(SECOND)).isFalse();

    assertThat(level.lend(loop, users)).isSameAs(user);
    assertThat(users.stop(SECOND)).isTrue();
  }

  @Test
  void measuredRequestsAreCountedWhileTheyAreUnderWay() {
    OpenLevel level = level(1, 0);
    level.enter(log::add);
    level.start();
    Due ramp = send(level);
    Due one = send(level);
    level.ended(ramp);
    level.ended(one);
    Due two = send(level);
    level.ended(two);

    assertThat(level.take()).isNull();
    LevelEnd.InFlight counted = requireNonNull(level.inFlight());
    assertThat(counted.most()).isEqualTo(1);
    assertThat(counted.requestNanos()).isLessThanOrEqualTo(counted.toNanos() - counted.fromNanos());
    level.leave(users, log::add);
    assertThat(log)
        .containsExactly(
            new LevelBegin(0, PLAN), new LevelEnd(0, 0, 1, 2, counted, null, null, null));
  }

  @Test
  void levelIsOverWhenTheLastOfItsUsersGoes() {
    OpenLevel level = level(2, 0);
    level.enter(log::add);
    level.enter(log::add);

    level.leave(users, log::add);
    assertThat(level.over()).isFalse();
    level.leave(users, log::add);
    assertThat(level.over()).isTrue();
    assertThat(log).hasSize(2);
  }

  @Test
  void atMostEightUsersWarmUpAndNoneWhereNothingIsToBeSent() {
    assertThat(warming(level(3, 100))).isEqualTo(8);
    assertThat(warming(level(3, 2))).isEqualTo(2);
    assertThat(warming(level(3, 0))).isZero();
  }

  private static int warming(OpenLevel level) {
    int warming = 0;
    for (int i = 0; i < 20; i++) {
      warming += level.warms() ? 1 : 0;
    }
    return warming;
  }

  @Test
  void boundIsTimeForThoseWhoWaitToo() {
    // One at once: three timeouts for the requests, and one for the rest; half a second ahead.
    assertThat(level(1, 0).bound(Duration.ofSeconds(10)))
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(51));
  }
}
