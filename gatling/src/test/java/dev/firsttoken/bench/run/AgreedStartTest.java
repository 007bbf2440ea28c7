package dev.firsttoken.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreedStartTest {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00.000000001Z");
  private static final Duration AHEAD = Duration.ofMillis(95_500);

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Long> waits = new ArrayList<>();
  private Instant now = START.minus(AHEAD);

  /** Speed of the wall clock against the time that a wait takes. */
  private double speed = 1;

  private final AgreedStart agreedStart = new AgreedStart(START, () -> now, this::park);

  private void park(long nanos) {
    waits.add(nanos);
    now = now.plusNanos(Math.max(1, Math.round(nanos * speed)));
  }

  private void await() {
    agreedStart.awaitWarmup(new PrintStream(err, true, UTF_8));
  }

  @Test
  void warmUpBeginsTenSecondsBeforeTheStart() {
    await();
    assertThat(now).isEqualTo(START.minusSeconds(10));
  }

  @Test
  void slowWallClockIsWaitedFor() {
    speed = 0.5;
    await();
    assertThat(now).isEqualTo(START.minusSeconds(10));
  }

  @Test
  void fastWallClockIsNoticedWithinASecondOfWaiting() {
    speed = 1.5;
    await();
    assertThat(now).isBetween(START.minusSeconds(10), START.minusMillis(9_500));
    assertThat(waits).allMatch(nanos -> nanos > 0 && nanos <= 1_000_000_000);
  }

  @Test
  void startWithinTenSecondsIsNotWaitedFor() {
    now = START.minusSeconds(10);
    await();
    assertThat(waits).isEmpty();
    now = START.plusSeconds(1);
    await();
    assertThat(waits).isEmpty();
  }

  @Test
  void waitIsToldAboutEveryHalfAMinute() {
    await();
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "bench: the load starts at " + START + ", in 95 s",
            "bench: the load starts at " + START + ", in 65 s",
            "bench: the load starts at " + START + ", in 35 s");
  }

  @Test
  void loadIsNotDueBeforeTheStart() {
    now = START.minusSeconds(7);
    assertThat(agreedStart.untilLoad()).isEqualTo(Duration.ofSeconds(7));
    now = START.minusNanos(1_000_001);
    assertThat(agreedStart.untilLoad()).isEqualTo(Duration.ofMillis(2));
    now = START.minusNanos(1);
    assertThat(agreedStart.untilLoad()).isEqualTo(Duration.ofMillis(1));
    now = START;
    assertThat(agreedStart.untilLoad()).isZero();
    now = START.plusSeconds(3);
    assertThat(agreedStart.untilLoad()).isZero();
  }
}
