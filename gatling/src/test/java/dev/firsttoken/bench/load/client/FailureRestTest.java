package dev.firsttoken.bench.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailureRestTest {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private final FailureRest rest = new FailureRest();

  @Test
  void eachFailureDoublesTheRestAndASuccessEndsIt() {
    long[] expectedMillis = {100, 200, 400, 800, 1_600, 1_600};
    for (long millis : expectedMillis) {
      assertThat(rest.after(Outcome.HTTP_STATUS, 0, 1, null))
          .isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    }
    assertThat(rest.after(Outcome.OK, 5, 1, null)).isZero();
    assertThat(rest.after(Outcome.CONNECT_FAILED, 0, 1, null)).isEqualTo(SECOND_NANOS / 10);
  }

  @Test
  void retryAfterIsHonouredUpToABound() {
    assertThat(rest.after(Outcome.HTTP_STATUS, 0, 1, " 2 ")).isEqualTo(2 * SECOND_NANOS);
    assertThat(rest.after(Outcome.HTTP_STATUS, 0, 1, "86400")).isEqualTo(FailureRest.MAX_NANOS);
    assertThat(rest.after(Outcome.HTTP_STATUS, 0, 1, "tomorrow")).isEqualTo(4 * SECOND_NANOS / 10);
  }

  @Test
  void failureThatTookItsTimeOrBroughtContentNeedsNoRest() {
    assertThat(rest.after(Outcome.TIMED_OUT, 0, SECOND_NANOS, null)).isZero();
    assertThat(rest.after(Outcome.CUT, 3, 1, null)).isZero();
    assertThat(rest.after(Outcome.ABORTED, 0, 1, null)).isZero();
  }
}
