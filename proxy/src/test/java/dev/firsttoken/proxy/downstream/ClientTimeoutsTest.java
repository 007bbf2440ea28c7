package dev.firsttoken.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.config.ClientLimits;
import dev.firsttoken.proxy.downstream.ConnectionState.Awaited;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Timeouts of a client, by a clock moved by hand. Each is 4 s. */
class ClientTimeoutsTest {
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private long nowNanos;
  private final ClientTimeouts timeouts =
      new ClientTimeouts(
          new ClientLimits.Timeouts(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT), () -> this.nowNanos);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @EnumSource(names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
  void inputThatIsLateExpires(Awaited awaited) {
    ConnectionState state = new ConnectionState.Closing(awaited, 0);
    for (int second = 1; second <= 4; second++) {
      pass(1_000);
      assertThat(timeouts.hasExpired(state)).isFalse();
    }
    pass(1_000);
    assertThat(timeouts.hasExpired(state)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
  void inputIsAwaitedAgainAfterAPauseOfTheProxy(Awaited awaited) {
    ConnectionState state = new ConnectionState.Closing(awaited, 0);
    pass(10_000); // The process was stopped.
    assertThat(timeouts.hasExpired(state)).isFalse();
    for (int second = 1; second <= 4; second++) {
      pass(1_000);
      assertThat(timeouts.hasExpired(state)).isFalse();
    }
    pass(1_000);
    assertThat(timeouts.hasExpired(state)).isTrue();
  }

  @Test
  void clientIsNotStalledByAPauseOfTheProxy() {
    channel.write(Unpooled.buffer().writeZero(10));
    for (int second = 1; second <= 4; second++) {
      pass(1_000);
      assertThat(timeouts.isWriteStalled(channel)).isFalse();
    }
    pass(10_000);
    assertThat(timeouts.isWriteStalled(channel)).isFalse();
    for (int second = 1; second <= 4; second++) {
      pass(1_000);
      assertThat(timeouts.isWriteStalled(channel)).isFalse();
    }
    pass(1_000);
    assertThat(timeouts.isWriteStalled(channel)).isTrue();
  }

  private void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    timeouts.onCheck();
  }
}
