package dev.firsttoken.bench.load.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import io.gatling.commons.util.DefaultClock;
import io.gatling.core.session.Session;
import io.gatling.core.session.Session$;
import io.gatling.core.stats.StatsEngine;
import io.netty.channel.DefaultEventLoop;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatlingStatsTest {
  private static final int NAME = 2;
  private static final Level PLAN = Level.closed(8, 40, 8);

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Session session = Session$.MODULE$.apply("level 1", 1, loop);
  private final List<String> measured = new ArrayList<>();
  private final List<String> unmeasured = new ArrayList<>();
  private final GatlingStats stats =
      new GatlingStats(recorder(measured), recorder(unmeasured), new DefaultClock());

  @AfterEach
  void endLoop() {
    loop.shutdownGracefully().syncUninterruptibly();
  }

  /** An engine that keeps the name of each response. */
  private static StatsEngine recorder(List<String> names) {
    return (StatsEngine)
        Proxy.newProxyInstance(
            StatsEngine.class.getClassLoader(),
            new Class<?>[] {StatsEngine.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("logResponse");
              names.add((String) arguments[NAME]);
              return null;
            });
  }

  private static TestSample sample() {
    return TestSample.at(1_000_000, 5_000_000);
  }

  private void log(Sample sample) {
    stats.log(session, PLAN, 1, sample);
  }

  @Test
  void measuredRequestHasARowOfItsTtftAndOneOfItsStream() {
    log(sample().sample());

    assertThat(measured).containsExactly("ttft c=8", "stream c=8");
    assertThat(unmeasured).isEmpty();
  }

  @Test
  void warmUpAndRampTakeTheSamePathAndHaveNoRow() {
    log(sample().warmup().sample());
    log(sample().ramp().sample());

    assertThat(unmeasured).containsExactly("ttft c=8", "stream c=8", "ttft c=8", "stream c=8");
    assertThat(measured).isEmpty();
  }
}
