package dev.firsttoken.bench.load;

import static dev.firsttoken.bench.testing.Answers.good;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmupTest {
  private final EventLoop loop = new DefaultEventLoop();
  private final ChatUser user = LoneUser.nobodys().enter(loop, 0);

  private long now = 500;

  @AfterEach
  void endLoop() {
    loop.shutdownGracefully().syncUninterruptibly();
  }

  @Test
  void countThatWasAskedForIsSentExactly() {
    Warmup warmup = new Warmup(2, true);

    assertThat(warmup.take(user)).isEqualTo(Due.now(0, Phase.WARMUP));
    assertThat(warmup.more(user)).isTrue();
    assertThat(warmup.take(user)).isEqualTo(Due.now(1, Phase.WARMUP));
    assertThat(warmup.more(user)).isFalse();
    assertThat(warmup.take(user)).isNull();
    assertThat(warmup.begun()).isEqualTo(2);
  }

  @Test
  void noneIsNone() {
    Warmup warmup = new Warmup(0, true);

    assertThat(warmup.more(user)).isFalse();
    assertThat(warmup.take(user)).isNull();
    assertThat(warmup.begun()).isZero();
  }

  @Test
  void afterTwoSecondsOnlyThoseSendWhoHaveSentNoneYet() {
    Warmup warmup = new Warmup(9, false, () -> now);
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser warm = new LoneUser(server.baseUrl())) {
      assertThat(warmup.more(warm.user())).isTrue();
      warm.ask(Due.now(0, Phase.WARMUP));

      now += 2_000_000_000 - 1;
      assertThat(warmup.more(warm.user())).isTrue();
      now += 1;
      assertThat(warmup.more(warm.user())).isFalse();
      assertThat(warmup.take(warm.user())).isNull();
      assertThat(warmup.take(user)).isNotNull();
      assertThat(warmup.begun()).isEqualTo(1);
    }
  }

  @Test
  void countThatWasAskedForIsSentHoweverLongItTakes() {
    Warmup warmup = new Warmup(9, true, () -> now);
    try (ScriptedServer server = ScriptedServer.answering(good().getBytes(UTF_8));
        LoneUser warm = new LoneUser(server.baseUrl())) {
      assertThat(warmup.more(warm.user())).isTrue();
      warm.ask(Due.now(0, Phase.WARMUP));
      now += 3_000_000_000L;
      assertThat(warmup.more(warm.user())).isTrue();
    }
  }
}
