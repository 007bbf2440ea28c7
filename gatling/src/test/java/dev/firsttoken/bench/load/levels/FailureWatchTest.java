package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  void oneSuccessOrContentEventIsEnoughToGoOn() {
    Sample cut = TestSample.at(0, 1).failed(Outcome.CUT, "closed").events(1).sample();
    for (Sample working : List.of(TestSample.at(0, 1).sample(), cut)) {
      FailureWatch watch = new FailureWatch(1);
      watch.add(REFUSED);
      watch.add(working);
      addTimes(100, watch, REFUSED);
      assertThat(watch.isStopped()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 422})
  void rejectedBodyStopsTheRun(int status) {
    FailureWatch watch = new FailureWatch(1);
    addTimes(10, watch, withStatus(status));
    assertThat(watch.isStopped()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void busyOrFailedServerNeitherStopsTheRunNorLetsItGoOn(int status) {
    FailureWatch watch = new FailureWatch(1);
    addTimes(100, watch, withStatus(status));
    addTimes(9, watch, REFUSED);
    assertThat(watch.isStopped()).isFalse();
    watch.add(REFUSED);
    assertThat(watch.isStopped()).isTrue();
  }

  private static Sample withStatus(int status) {
    return TestSample.at(0, 1).failed(Outcome.HTTP_STATUS, "no").status(status).sample();
  }

  private static void addTimes(int times, FailureWatch watch, Sample sample) {
    for (int i = 0; i < times; i++) {
      watch.add(sample);
    }
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
