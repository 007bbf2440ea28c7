package dev.firsttoken.bench.summary;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.TestSample;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class SteadyWindowTest {
  private static final int REQUESTS = 20_000;
  private static final long INTERVAL_NANOS = 100_000;
  private static final long REQUEST_NANOS = 90_000;

  /** Two seconds of a user that sends plain GET requests, of which some samples are lost. */
  private static LittlesLaw law(IntPredicate isLost) {
    SteadyWindow window = new SteadyWindow();
    for (int i = 0; i < REQUESTS; i++) {
      if (!isLost.test(i)) {
        long send = i * INTERVAL_NANOS;
        window.add(TestSample.at(send, send + REQUEST_NANOS).sample());
      }
    }
    return requireNonNull(
        window.littlesLaw(
            new LevelEnd.InFlight(0, REQUESTS * INTERVAL_NANOS, REQUESTS * REQUEST_NANOS, 1)));
  }

  @Test
  void lawHoldsIfEachPlainRequestHasItsSample() {
    assertThat(law(i -> false)).isEqualTo(new LittlesLaw(2_000_000_000, 0.9, 0.9, true));
  }

  @Test
  void lostSamplesOfShortRequestsBreakTheLaw() {
    assertThat(law(i -> i % 10 == 0).holds()).isFalse();
    assertThat(law(i -> i % 100 == 0).holds()).as("one in a hundred").isTrue();
  }
}
