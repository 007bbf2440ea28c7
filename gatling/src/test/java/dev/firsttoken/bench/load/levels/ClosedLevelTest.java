package dev.firsttoken.bench.load.levels;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.client.SingleUser;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedLevelTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final EventLoop loop = new DefaultEventLoop();
  private final VirtualUsers virtualUsers = SingleUser.unusedUsers();
  private long now = 500;

  @AfterEach
  void endLoop() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private ClosedLevel level(int concurrency, int total, long seconds, long rampSeconds) {
    Level plan =
        new Level(
            concurrency, 0, null, total, seconds * SECOND_NANOS, rampSeconds * SECOND_NANOS, 0);
    return new ClosedLevel(0, plan, new Warmup(0, true), () -> now);
  }

  private VirtualUser user() {
    return virtualUsers.activate(loop, 0);
  }

  private static Phase phase(ClosedLevel level) {
    return requireNonNull(level.poll()).phase();
  }

  @Test
  void totalIsSharedExactlyBetweenUsers() {
    ClosedLevel level = level(2, 3, 0, 0);
    level.startDelayNanos(user());

    assertThat(level.poll()).isEqualTo(PlannedRequest.immediate(0, Phase.MEASURED));
    assertThat(level.poll()).isEqualTo(PlannedRequest.immediate(1, Phase.MEASURED));
    assertThat(level.hasMore()).isTrue();
    assertThat(level.poll()).isEqualTo(PlannedRequest.immediate(2, Phase.MEASURED));
    assertThat(level.hasMore()).isFalse();
    assertThat(level.poll()).isNull();
  }

  @Test
  void noRequestStartsAfterTheDuration() {
    ClosedLevel level = level(2, 0, 10, 0);
    level.startDelayNanos(user());

    now += 10 * SECOND_NANOS - 1;
    assertThat(level.hasMore()).isTrue();
    assertThat(phase(level)).isEqualTo(Phase.MEASURED);
    now += 1;
    assertThat(level.hasMore()).isFalse();
    assertThat(level.poll()).isNull();
  }

  @Test
  void totalOrDurationEndsTheLevelWhicheverIsFirst() {
    ClosedLevel level = level(1, 2, 10, 0);
    level.startDelayNanos(user());

    level.poll();
    assertThat(level.hasMore()).isTrue();
    level.poll();
    assertThat(level.hasMore()).isFalse();

    ClosedLevel slow = level(1, 2, 10, 0);
    slow.startDelayNanos(user());
    slow.poll();
    now += 10 * SECOND_NANOS;
    assertThat(slow.poll()).isNull();
  }

  @Test
  void usersStartOneAfterTheOtherOverTheRamp() {
    ClosedLevel level = level(4, 0, 10, 8);
    assertThat(level.startDelayNanos(user())).isZero();
    now += SECOND_NANOS;

    assertThat(level.startDelayNanos(user())).isEqualTo(SECOND_NANOS);
    assertThat(level.startDelayNanos(user())).isEqualTo(3 * SECOND_NANOS);
    now += 6 * SECOND_NANOS;
    assertThat(level.startDelayNanos(user())).isZero();
  }

  @Test
  void userWaitsOnlyOnce() {
    ClosedLevel level = level(2, 0, 10, 8);
    level.startDelayNanos(user());
    VirtualUser second = user();

    assertThat(level.startDelayNanos(second)).isEqualTo(4 * SECOND_NANOS);
    assertThat(level.startDelayNanos(second)).isZero();
  }

  @Test
  void rampRequestsAreNeitherMeasuredNorPartOfTheTotal() {
    ClosedLevel level = level(1, 1, 10, 2);
    assertThat(level.hasMore()).isTrue();
    level.startDelayNanos(user());

    assertThat(phase(level)).isEqualTo(Phase.RAMP);
    now += 2 * SECOND_NANOS - 1;
    assertThat(level.poll()).isEqualTo(PlannedRequest.immediate(1, Phase.RAMP));
    now += 1;
    assertThat(level.poll()).isEqualTo(PlannedRequest.immediate(2, Phase.MEASURED));
    assertThat(level.poll()).isNull();
  }

  @Test
  void durationStartsAfterTheRamp() {
    ClosedLevel level = level(1, 0, 10, 2);
    level.startDelayNanos(user());

    now += 12 * SECOND_NANOS - 1;
    assertThat(phase(level)).isEqualTo(Phase.MEASURED);
    now += 1;
    assertThat(level.poll()).isNull();
  }

  @Test
  void beginAndEndAreLoggedWithTheCounts() {
    List<Entry> log = new ArrayList<>();
    ClosedLevel level = level(2, 2, 0, 1);
    level.userJoined(log::add);
    level.userJoined(log::add);
    level.startDelayNanos(user());
    level.poll();
    now += SECOND_NANOS;
    level.poll();
    level.poll();

    level.userLeft(log::add);
    assertThat(log).containsExactly(new LevelBegin(0, level.plan()));
    assertThat(level.isFinished()).isFalse();
    level.userLeft(log::add);
    assertThat(log).last().isEqualTo(new LevelEnd(0, 0, 1, 2, null, null, null, null));
    assertThat(level.isFinished()).isTrue();
  }

  @Test
  void plainRequestsInFlightAreCounted() {
    Level plan = Level.closed(2, 2, 0).ofKind(RequestKind.MICRO);
    ClosedLevel level = new ClosedLevel(0, plan, new Warmup(0, true), () -> now);
    PlannedRequest first = requireNonNull(level.poll());
    PlannedRequest second = requireNonNull(level.poll());
    assertThat(level.inFlight()).isNull();
    level.onSent(first, 100);
    level.onSent(second, 110);
    level.onEnded(second, 110, 140);
    level.onEnded(first, 100, 130);

    assertThat(level.inFlight()).isEqualTo(new LevelEnd.InFlight(100, 140, 30 + 30, 2));
    assertThat(level(2, 2, 0, 0).inFlight()).isNull();
  }

  @Test
  void restEndsWithTheLevel() {
    ClosedLevel level = level(1, 0, 10, 0);
    Sample failed = TestSample.at(0, 1).restsFor(5 * SECOND_NANOS).sample();
    assertThat(level.restNanos(failed)).isEqualTo(5 * SECOND_NANOS);
    level.startDelayNanos(user());
    now += 8 * SECOND_NANOS;

    assertThat(level.restNanos(failed)).isEqualTo(2 * SECOND_NANOS);
  }

  @Test
  void nobodyRestsOnceNothingIsLeftToSend() {
    Sample failed = TestSample.at(0, 1).restsFor(5 * SECOND_NANOS).sample();
    ClosedLevel level = level(1, 2, 0, 0);
    level.startDelayNanos(user());
    level.poll();
    assertThat(level.restNanos(failed)).isEqualTo(5 * SECOND_NANOS);
    level.poll();
    assertThat(level.restNanos(failed)).isZero();
  }

  @Test
  void maxDurationLetsEveryRequestTakeItsTimeout() {
    Duration timeout = Duration.ofSeconds(100);

    // Two users, 4 requests each: 4 rounds, 2 spare rounds, and one more timeout.
    assertThat(level(2, 8, 0, 0).maxDuration(timeout)).isBetween(seconds(700), seconds(701));
    assertThat(level(2, 8, 200, 3).maxDuration(timeout)).isBetween(seconds(503), seconds(504));
    assertThat(level(2, 0, 200, 3).maxDuration(timeout)).isBetween(seconds(503), seconds(504));
  }

  @Test
  void maxDurationLetsEveryUserRestAsTheServerAsks() {
    Duration timeout = Duration.ofSeconds(1);

    // A request that fails at once and the longest rest take 31 s.
    assertThat(level(1, 1, 0, 0).maxDuration(timeout)).isBetween(seconds(4 * 31), seconds(125));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void connectionOfAUserThatHasFinishedStaysOpenUntilTheLevelEnds() throws Exception {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser single = new SingleUser(server.baseUrl())) {
      PlannedRequest request = PlannedRequest.immediate(0, Phase.MEASURED);
      List<Entry> log = new ArrayList<>();
      ClosedLevel level = level(2, 2, 0, 0);
      level.userJoined(log::add);
      level.userJoined(log::add);

      single.send(request);
      level.finish(single.user(), virtualUsers);
      level.userLeft(log::add);
      single.send(request); // another one, over the same connection
      assertThat(server.peers()).hasSize(1);

      level.userLeft(log::add);
      assertThat(server.peers().getFirst().awaitDisconnect(Duration.ofSeconds(20))).isTrue();
    }
  }
}
