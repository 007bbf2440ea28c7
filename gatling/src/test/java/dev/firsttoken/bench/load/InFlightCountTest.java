package dev.firsttoken.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.LevelEnd.InFlight;
import org.junit.jupiter.api.Test;

class InFlightCountTest {
  private final InFlightCount count = new InFlightCount();

  @Test
  void whereNothingBeganThereIsNoWindow() {
    assertThat(count.window()).isNull();
  }

  @Test
  void integralRunsFromTheFirstBeginToTheLast() {
    count.began(100);
    count.began(110);
    count.ended(115);
    count.ended(120);
    count.began(130);
    count.ended(190);

    // One for 10, two for 5, one for 5, none for 10; what follows the last begin is outside.
    assertThat(count.window()).isEqualTo(new InFlight(100, 130, 25, 2));
  }

  @Test
  void requestsAllUnderWayAtOnceAreTheMost() {
    for (int i = 0; i < 5; i++) {
      count.began(10L * i);
    }

    assertThat(count.window()).isEqualTo(new InFlight(0, 40, 10 + 20 + 30 + 40, 5));
  }

  @Test
  void stampsThatComeInAnotherOrderThanTheirsChangeNothing() {
    count.began(100);
    count.began(120);
    count.ended(119); // of another event loop, a moment earlier
    count.began(200);

    // Two begun at 100 and 120, one of them ended at 119: 100 + 80 − 81.
    assertThat(count.window()).isEqualTo(new InFlight(100, 200, 99, 2));
  }
}
