package dev.firsttoken.bench.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Phase;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedLevelTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final EventLoop loop = new DefaultEventLoop();
  private final Users users = LoneUser.nobodys();
  private long now = 500;

  @AfterEach
  void endLoop() {
    loop.shutdownGracefully().syncUninterruptibly();
  }

  private ClosedLevel level(int concurrency, int total, long seconds, long rampSeconds) {
    Level plan =
        new Level(
            concurrency, 0, null, total, seconds * SECOND_NANOS, rampSeconds * SECOND_NANOS, 0);
    return new ClosedLevel(0, plan, new Warmup(0, true), () -> now);
  }

  private ChatUser user() {
    return users.enter(loop, 0);
  }

  private static Phase phase(ClosedLevel level) {
    return requireNonNull(level.take()).phase();
  }

  @Test
  void totalIsSharedOutExactly() {
    ClosedLevel level = level(2, 3, 0, 0);
    level.delayNanos(user());

    assertThat(level.take()).isEqualTo(Due.now(0, Phase.MEASURED));
    assertThat(level.take()).isEqualTo(Due.now(1, Phase.MEASURED));
    assertThat(level.more()).isTrue();
    assertThat(level.take()).isEqualTo(Due.now(2, Phase.MEASURED));
    assertThat(level.more()).isFalse();
    assertThat(level.take()).isNull();
  }

  @Test
  void noRequestBeginsAfterTheDuration() {
    ClosedLevel level = level(2, 0, 10, 0);
    level.delayNanos(user());

    now += 10 * SECOND_NANOS - 1;
    assertThat(level.more()).isTrue();
    assertThat(phase(level)).isEqualTo(Phase.MEASURED);
    now += 1;
    assertThat(level.more()).isFalse();
    assertThat(level.take()).isNull();
  }

  @Test
  void ofTotalAndDurationWhatComesFirstEndsTheLevel() {
    ClosedLevel level = level(1, 2, 10, 0);
    level.delayNanos(user());

    level.take();
    assertThat(level.more()).isTrue();
    level.take();
    assertThat(level.more()).isFalse();

    ClosedLevel slow = level(1, 2, 10, 0);
    slow.delayNanos(user());
    slow.take();
    now += 10 * SECOND_NANOS;
    assertThat(slow.take()).isNull();
  }

  @Test
  void usersBeginOneAfterTheOtherOverTheRamp() {
    ClosedLevel level = level(4, 0, 10, 8);
    assertThat(level.delayNanos(user())).isZero();
    now += SECOND_NANOS;

    assertThat(level.delayNanos(user())).isEqualTo(SECOND_NANOS);
    assertThat(level.delayNanos(user())).isEqualTo(3 * SECOND_NANOS);
    now += 6 * SECOND_NANOS;
    assertThat(level.delayNanos(user())).isZero();
  }

  @Test
  void userWaitsOnlyOnce() {
    ClosedLevel level = level(2, 0, 10, 8);
    level.delayNanos(user());
    ChatUser second = user();

    assertThat(level.delayNanos(second)).isEqualTo(4 * SECOND_NANOS);
    assertThat(level.delayNanos(second)).isZero();
  }

  @Test
  void whatBeginsInTheRampIsNeitherMeasuredNorPartOfTheTotal() {
    ClosedLevel level = level(1, 1, 10, 2);
    assertThat(level.more()).isTrue();
    level.delayNanos(user());

    assertThat(phase(level)).isEqualTo(Phase.RAMP);
    now += 2 * SECOND_NANOS - 1;
    assertThat(level.take()).isEqualTo(Due.now(1, Phase.RAMP));
    now += 1;
    assertThat(level.take()).isEqualTo(Due.now(2, Phase.MEASURED));
    assertThat(level.take()).isNull();
  }

  @Test
  void durationBeginsAfterTheRamp() {
    ClosedLevel level = level(1, 0, 10, 2);
    level.delayNanos(user());

    now += 12 * SECOND_NANOS - 1;
    assertThat(phase(level)).isEqualTo(Phase.MEASURED);
    now += 1;
    assertThat(level.take()).isNull();
  }

  @Test
  void beginAndEndStandInTheLogWithWhatWasCounted() {
    List<Entry> log = new ArrayList<>();
    ClosedLevel level = level(2, 2, 0, 1);
    level.enter(log::add);
    level.enter(log::add);
    level.delayNanos(user());
    level.take();
    now += SECOND_NANOS;
    level.take();
    level.take();

    level.leave(users, log::add);
    assertThat(log).containsExactly(new LevelBegin(0, level.plan()));
    assertThat(level.over()).isFalse();
    level.leave(users, log::add);
    assertThat(log).last().isEqualTo(new LevelEnd(0, 0, 1, 2, null, null, null, null));
    assertThat(level.over()).isTrue();
  }

  @Test
  void boundIsTimeForEveryRequestToTakeItsTimeout() {
    Duration timeout = Duration.ofSeconds(10);

    // Two users, 4 requests each: 4 + 2 rounds in hand, and one more.
    assertThat(level(2, 8, 0, 0).bound(timeout)).isBetween(seconds(70), seconds(71));
    assertThat(level(2, 8, 20, 3).bound(timeout)).isBetween(seconds(53), seconds(54));
    assertThat(level(2, 0, 20, 3).bound(timeout)).isBetween(seconds(53), seconds(54));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
