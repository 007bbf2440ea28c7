package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureWatchTest {
  private static final Sample REFUSED =
      TestSample.at(0, 1).failed(Outcome.HTTP_STATUS, "no key").status(401).sample();

  @ParameterizedTest
  @CsvSource({"1, 10", "16, 32", "1000, 50"})
  void runStopsAfterTheFirstRequestsWereAllRefused(int users, int requests) {
    FailureWatch watch = new FailureWatch(users);
    for (int i = 1; i < requests; i++) {
      watch.add(REFUSED);
    }
    assertThat(watch.isStopped()).isFalse();
    watch.add(REFUSED);
    assertThat(watch.isStopped()).isTrue();
  }

  @Test
  void oneOtherOutcomeIsEnoughToGoOn() {
    FailureWatch watch = new FailureWatch(1);
    watch.add(REFUSED);
    watch.add(TestSample.at(0, 1).failed(Outcome.HTTP_STATUS, "busy").status(429).sample());
    for (int i = 0; i < 100; i++) {
      watch.add(REFUSED);
    }
    assertThat(watch.isStopped()).isFalse();
  }

  @Test
  void failedConnectionsStopTheRunToo() {
    FailureWatch watch = new FailureWatch(1);
    for (int i = 0; i < 10; i++) {
      watch.add(TestSample.at(0, 1).failed(Outcome.CONNECT_FAILED, "refused").sample());
    }
    assertThat(watch.isStopped()).isTrue();
  }
}
