package dev.firsttoken.bench.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.TestSample;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightCountTest {
  private static InFlightCount count(long... fromAndTo) {
    InFlightCount count = new InFlightCount();
    for (int i = 0; i < fromAndTo.length; i += 2) {
      count.add(TestSample.at(fromAndTo[i], fromAndTo[i + 1]).sample());
    }
    return count;
  }

  @Test
  void timeAddsUpAndTheMostAtOnceComesFromTheSamples() {
    InFlightCount count = count(0, 10, 20, 30, 5, 15, 8, 9, 15, 20);
    count.add(TestSample.at(0, 100).warmup().sample());
    assertThat(
            count.sum(
                List.of(new LevelEnd.InFlight(0, 30, 20, 1), new LevelEnd.InFlight(5, 20, 16, 2))))
        .isEqualTo(new LevelEnd.InFlight(0, 30, 36, 3));
  }

  @Test
  void requestThatEndsAsAnotherIsSentIsNotInFlightWithIt() {
    assertThat(count(0, 10, 10, 20).sum(List.of(new LevelEnd.InFlight(0, 20, 20, 1))))
        .isEqualTo(new LevelEnd.InFlight(0, 20, 20, 1));
  }

  @Test
  void countThatOneShardLacksIsUnknown() {
    assertThat(count(0, 10).sum(Arrays.asList(new LevelEnd.InFlight(0, 10, 10, 1), null))).isNull();
    assertThat(count().sum(List.of())).isNull();
  }
}
