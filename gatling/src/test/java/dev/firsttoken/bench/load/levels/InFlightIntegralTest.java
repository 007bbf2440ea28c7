package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.LevelEnd.InFlight;
import org.junit.jupiter.api.Test;

class InFlightIntegralTest {
  private final InFlightIntegral integral = new InFlightIntegral();

  @Test
  void windowIsNullBeforeTheFirstRequest() {
    assertThat(integral.window()).isNull();
  }

  @Test
  void integralRunsFromTheFirstSendToTheLast() {
    integral.increment(100);
    integral.increment(110);
    integral.decrement(115);
    integral.decrement(120);
    integral.increment(130);
    integral.decrement(190);

    // One for 10, two for 5, one for 5, none for 10; the window ends with the last send.
    assertThat(integral.window()).isEqualTo(new InFlight(100, 130, 25, 2));
  }

  @Test
  void maxIsTheNumberOfConcurrentRequests() {
    for (int i = 0; i < 5; i++) {
      integral.increment(10L * i);
    }

    assertThat(integral.window()).isEqualTo(new InFlight(0, 40, 10 + 20 + 30 + 40, 5));
  }

  @Test
  void outOfOrderStampsDoNotChangeTheIntegral() {
    integral.increment(100);
    integral.increment(120);
    integral.decrement(119); // of another event loop, a moment earlier
    integral.increment(200);

    // Sent at 100 and 120, one of them ended at 119: 100 + 80 − 81.
    assertThat(integral.window()).isEqualTo(new InFlight(100, 200, 99, 2));
  }
}
