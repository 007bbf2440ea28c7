package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A limit of 4 s by a clock moved by hand. */
class LimitTimerTest {
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
  private final LimitTimer timer = new LimitTimer(channel.eventLoop(), ticker::nanoTime);
  private final List<String> looks = new ArrayList<>();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void start() {
    timer.schedule(
        LIMIT.toNanos(),
        () -> {
          looks.add("first");
          timer.lookAgain(LIMIT, () -> looks.add("second"));
        });
  }

  private void pass(long millis) {
    ticker.advance(millis, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
  }

  @Test
  void punctualTimerLooksAgainAtOnce() {
    start();
    pass(3_999);
    assertThat(looks).isEmpty();
    pass(1);
    channel.runPendingTasks();
    assertThat(looks).containsExactly("first", "second");
  }

  @Test
  void lateTimerLooksAgainAsMuchLater() {
    start();
    pass(7_000);
    pass(2_999);
    assertThat(looks).containsExactly("first");
    pass(1);
    assertThat(looks).containsExactly("first", "second");
  }

  @Test
  void secondLookWaitsNoLongerThanTheLimit() {
    start();
    pass(60_000);
    pass(4_000);
    assertThat(looks).containsExactly("first", "second");
  }

  @Test
  void stoppedTimerDoesNotLook() {
    start();
    pass(7_000);
    timer.stop();
    pass(60_000);
    assertThat(looks).containsExactly("first");
  }
}
