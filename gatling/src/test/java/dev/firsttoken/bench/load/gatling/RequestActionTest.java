package dev.firsttoken.bench.load.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.client.SingleUser;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.levels.LevelSequence;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.levels.LoadPlan;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.samples.Level;
import io.gatling.commons.util.DefaultClock;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.session.Session$;
import io.gatling.core.stats.StatsEngine;
import io.netty.channel.DefaultEventLoop;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestActionTest {
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Session session = Session$.MODULE$.apply("level 1", 1, loop);
  private final VirtualUser user = SingleUser.unusedUsers().activate(loop, 0);
  private final LevelSequence levels = levels();
  private final LevelSlot slot = levels.slots().getFirst();
  private final GatlingStats stats = new GatlingStats(engine(), engine(), new DefaultClock());

  @AfterEach
  void endLoop() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static LevelSequence levels() {
    Map<Setting, String> flags = Map.of(Setting.CONCURRENCY, "1", Setting.TOTAL, "1");
    Options options = Options.from(Command.SWEEP, RawOptions.fromFlags(flags, Map.of()));
    return LoadPlan.create(
        Command.SWEEP, options.loadOptions(), null, List.of(Level.DEFAULT_TARGET));
  }

  private static StatsEngine engine() {
    return (StatsEngine)
        Proxy.newProxyInstance(
            StatsEngine.class.getClassLoader(),
            new Class<?>[] {StatsEngine.class},
            (proxy, method, arguments) -> null);
  }

  /** Step of a session after the requests. */
  private static final class LastAction extends ProbedAction {
    private final BlockingQueue<Session> arrived = new LinkedBlockingQueue<>();

    LastAction(LevelSlot slot, GatlingStats stats) {
      super(slot, stats, null);
    }

    @Override
    public void execute(Session arriving) {
      arrived.add(arriving);
    }
  }

  /** An action that is given nothing to send. */
  private abstract static class ProbedAction extends RequestAction {
    @SuppressWarnings("NullAway") // The last action has none after it.
    ProbedAction(LevelSlot slot, GatlingStats stats, @Nullable Action next) {
      super(slot, stats, next);
    }

    @Override
    void onUserReady(VirtualUser ready) {}

    @Override
    @Nullable PlannedRequest poll(VirtualUser polling) {
      throw new LinkageError("no class for a request");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000})
  void sessionGoesOnAndTheRunEndsIfAStepThrowsAtOnceOrLater(long delayNanos)
      throws InterruptedException {
    LastAction last = new LastAction(slot, stats);
    RequestAction action =
        new ProbedAction(slot, stats, last) {
          @Override
          public void execute(Session starting) {
            sendNextAt(System.nanoTime() + delayNanos, user, starting);
          }
        };
    slot.join(loop, entry -> {});

    loop.execute(() -> action.execute(session));

    assertThat(last.arrived.poll(20, TimeUnit.SECONDS)).isSameAs(session);
    assertThat(levels.stopReason())
        .isEqualTo("the bench failed: java.lang.LinkageError: no class for a request");
    assertThat(slot.isHalted()).isTrue();
    loop.submit(() -> {}).syncUninterruptibly();
    assertThat(last.arrived).as("only once").isEmpty();
  }
}
