package dev.firsttoken.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.config.UpstreamLimits;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of one call, by a clock moved by hand. All limits are 4 s, but the backstop. */
class DeadlinesTest {
  private static final Duration LIMIT = Duration.ofSeconds(4);
  private static final UpstreamLimits LIMITS =
      new UpstreamLimits(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, Duration.ofHours(1), LIMIT, 1);

  private final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
  private final List<Deadlines.Expired> expired = new ArrayList<>();
  private final Deadlines streamed = deadlines();
  private final Deadlines buffered = deadlines();

  @AfterEach
  void stop() {
    streamed.stop();
    buffered.stop();
    channel.finishAndReleaseAll();
  }

  @Test
  void silentUpstreamIsTimedOutOnTime() {
    streamed.onSend(ticker.nanoTime(), true);
    pass(3_999);
    assertThat(expired).isEmpty();
    pass(1);
    assertThat(expired).containsExactly(Deadlines.Expired.FIRST_TOKEN);
  }

  @Test
  void idleLimitStartsWithEveryRead() {
    startStream();
    for (int i = 0; i < 5; i++) {
      pass(3_000);
      streamed.onRead(ticker.nanoTime());
    }
    assertThat(expired).isEmpty();
    pass(4_000);
    assertThat(expired).containsExactly(Deadlines.Expired.IDLE);
  }

  @Test
  void whatArrivedDuringAPauseIsReadBeforeTheIdleLimitIsJudged() {
    startStream();
    pause();
    assertThat(expired).isEmpty();
    streamed.onRead(ticker.nanoTime());
    pass(3_999);
    assertThat(expired).isEmpty();
  }

  @Test
  void firstTokenThatArrivedDuringAPauseIsReadBeforeItsLimitIsJudged() {
    streamed.onSend(ticker.nanoTime(), true);
    pause();
    streamed.onRead(ticker.nanoTime());
    streamed.onFirstToken();
    pass(3_999);
    assertThat(expired).isEmpty();
  }

  @Test
  void responseThatArrivedDuringAPauseIsReadBeforeItsLimitIsJudged() {
    buffered.onSend(ticker.nanoTime(), false);
    pause();
    assertThat(expired).isEmpty();
    buffered.onRead(ticker.nanoTime());
    buffered.stop(); // The response is complete.
    pass(10_000);
    assertThat(expired).isEmpty();
  }

  @Test
  void freeConnectionIsAwaitedAfterAPause() {
    streamed.awaitConnection(ticker.nanoTime());
    pause();
    assertThat(expired).isEmpty();
    streamed.onSend(ticker.nanoTime(), true);
    pass(3_999);
    assertThat(expired).isEmpty();
  }

  @Test
  void upstreamThatStaysSilentAfterAPauseIsTimedOutWithinAnotherLimit() {
    startStream();
    pause();
    pass(3_999);
    assertThat(expired).isEmpty();
    pass(1);
    assertThat(expired).containsExactly(Deadlines.Expired.IDLE);
  }

  @Test
  void everyPauseGetsItsSecondLook() {
    startStream();
    for (int i = 0; i < 3; i++) {
      pause();
      streamed.onRead(ticker.nanoTime());
      pass(3_999);
      streamed.onRead(ticker.nanoTime());
    }
    assertThat(expired).isEmpty();
  }

  private void startStream() {
    streamed.onSend(ticker.nanoTime(), true);
    streamed.onRead(ticker.nanoTime());
    streamed.onFirstToken();
  }

  /** Lets time pass while every timer fires in time. */
  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      ticker.advance(1, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  /** Stops the process for 10 s: timers fire late. */
  private void pause() {
    ticker.advance(10, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private Deadlines deadlines() {
    return new Deadlines(
        LIMITS, channel.eventLoop(), ticker::nanoTime, (limit, timeout) -> expired.add(limit));
  }
}
