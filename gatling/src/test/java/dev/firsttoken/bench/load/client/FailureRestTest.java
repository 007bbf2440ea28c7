package dev.firsttoken.bench.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.client.FailureRest.Ending;
import dev.firsttoken.bench.samples.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureRestTest {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Ending REFUSED = new Ending(Outcome.HTTP_STATUS, 401, 0, 1);

  private final FailureRest rest = new FailureRest();

  @Test
  void eachFailureDoublesTheRestAndASuccessEndsIt() {
    long[] expectedMillis = {100, 200, 400, 800, 1_600, 2_000, 2_000};
    for (long millis : expectedMillis) {
      assertThat(rest.after(REFUSED, null)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    }
    assertThat(rest.after(new Ending(Outcome.OK, 200, 5, 1), null)).isZero();
    assertThat(rest.after(new Ending(Outcome.CONNECT_FAILED, 0, 0, 1), null))
        .isEqualTo(SECOND_NANOS / 10);
  }

  @Test
  void retryAfterIsHonouredUpToABound() {
    assertThat(rest.after(REFUSED, " 2 ")).isEqualTo(2 * SECOND_NANOS);
    assertThat(rest.after(REFUSED, "30")).isEqualTo(30 * SECOND_NANOS);
    assertThat(rest.after(REFUSED, "86400")).isEqualTo(30 * SECOND_NANOS);
    assertThat(rest.after(REFUSED, "1")).isEqualTo(SECOND_NANOS);
    assertThat(rest.after(REFUSED, "tomorrow")).isEqualTo(16 * SECOND_NANOS / 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void rejectionNeedsARestHoweverLongItTook(int status) {
    Ending rejected = new Ending(Outcome.HTTP_STATUS, status, 0, 20 * SECOND_NANOS);
    assertThat(rest.after(rejected, "7")).isEqualTo(7 * SECOND_NANOS);
    assertThat(rest.after(new Ending(Outcome.HTTP_STATUS, 500, 0, 20 * SECOND_NANOS), "7"))
        .isZero();
  }

  @Test
  void failureThatTookItsTimeOrBroughtContentNeedsNoRest() {
    assertThat(rest.after(new Ending(Outcome.TIMED_OUT, 0, 0, SECOND_NANOS), null)).isZero();
    assertThat(rest.after(new Ending(Outcome.CUT, 200, 3, 1), null)).isZero();
    assertThat(rest.after(new Ending(Outcome.ABORTED, 0, 0, 1), null)).isZero();
  }
}
