package dev.firsttoken.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Phase;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmupTest {
  private final EventLoop loop = new DefaultEventLoop();
  private final ChatUser user = LoneUser.nobodys().enter(loop, 0);

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
}
