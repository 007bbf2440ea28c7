package dev.firsttoken.bench.load.levels;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.client.SingleUser;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmupTest {
  private final EventLoop loop = new DefaultEventLoop();
  private final VirtualUser user = SingleUser.unusedUsers().activate(loop, 0);

  private long now = 500;

  @AfterEach
  void endLoop() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void givenCountIsSentExactly() {
    Warmup warmup = new Warmup(2, true);

    assertThat(warmup.poll(user)).isEqualTo(PlannedRequest.immediate(0, Phase.WARMUP));
    assertThat(warmup.hasMore(user)).isTrue();
    assertThat(warmup.poll(user)).isEqualTo(PlannedRequest.immediate(1, Phase.WARMUP));
    assertThat(warmup.hasMore(user)).isFalse();
    assertThat(warmup.poll(user)).isNull();
    assertThat(warmup.startedRequests()).isEqualTo(2);
  }

  @Test
  void zeroCountSendsNothing() {
    Warmup warmup = new Warmup(0, true);

    assertThat(warmup.hasMore(user)).isFalse();
    assertThat(warmup.poll(user)).isNull();
    assertThat(warmup.startedRequests()).isZero();
  }

  @Test
  void afterTwoSecondsOnlyUsersWithoutARequestSend() {
    Warmup warmup = new Warmup(9, false, Warmup.MAX_DURATION, () -> now);
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser warmUser = new SingleUser(server.baseUrl())) {
      assertThat(warmup.hasMore(warmUser.user())).isTrue();
      warmUser.send(PlannedRequest.immediate(0, Phase.WARMUP));

      now += 2_000_000_000 - 1;
      assertThat(warmup.hasMore(warmUser.user())).isTrue();
      now += 1;
      assertThat(warmup.hasMore(warmUser.user())).isFalse();
      assertThat(warmup.poll(warmUser.user())).isNull();
      assertThat(warmup.poll(user)).isNotNull();
      assertThat(warmup.startedRequests()).isEqualTo(1);
    }
  }

  @Test
  void givenCountIsSentHoweverLongItTakes() {
    Warmup warmup = new Warmup(9, true, Warmup.MAX_DURATION, () -> now);
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser warmUser = new SingleUser(server.baseUrl())) {
      assertThat(warmup.hasMore(warmUser.user())).isTrue();
      warmUser.send(PlannedRequest.immediate(0, Phase.WARMUP));
      now += 3_000_000_000L;
      assertThat(warmup.hasMore(warmUser.user())).isTrue();
    }
  }
}
