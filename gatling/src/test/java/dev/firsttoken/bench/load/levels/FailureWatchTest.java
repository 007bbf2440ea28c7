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
    assertThat(watch.stopReason()).isNull();
    watch.add(REFUSED);
    assertThat(watch.stopReason()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | no request succeeded and 10 were refused (http_status: no key)",
        "8 | no request succeeded and 10 were refused, 8 of them in the warm-up (http_status: no"
            + " key)",
        "10 | no request succeeded and 10 were refused, all in the warm-up (http_status: no key)"
      })
  void reasonNamesTheRequestsOfTheWarmup(int warmup, String reason) {
    FailureWatch watch = new FailureWatch(1);
    addTimes(
        warmup,
        watch,
        TestSample.at(0, 1).warmup().failed(Outcome.HTTP_STATUS, "no key").status(401).sample());
    addTimes(10 - warmup, watch, REFUSED);
    assertThat(watch.stopReason()).isEqualTo(reason);
  }

  @Test
  void reasonOfALongFailureNamesTheWarmupToo() {
    FailureWatch watch = new FailureWatch(1);
    Sample failed = TestSample.at(0, 10_000_000_000L).warmup().failed(Outcome.CUT, "x").sample();
    addTimes(10, watch, failed);
    assertThat(watch.stopReason())
        .isEqualTo("no request succeeded in 10 s and 10 failed, all in the warm-up (cut: x)");
  }

  @Test
  void oneSuccessOrContentEventIsEnoughToGoOn() {
    Sample cut = TestSample.at(0, 1).failed(Outcome.CUT, "closed").events(1).sample();
    for (Sample working : List.of(TestSample.at(0, 1).sample(), cut)) {
      FailureWatch watch = new FailureWatch(1);
      watch.add(REFUSED);
      watch.add(working);
      addTimes(100, watch, REFUSED);
      assertThat(watch.stopReason()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 422})
  void rejectedBodyStopsTheRun(int status) {
    FailureWatch watch = new FailureWatch(1);
    addTimes(10, watch, withStatus(status));
    assertThat(watch.stopReason()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void busyOrFailedServerNeitherStopsTheRunNorLetsItGoOn(int status) {
    FailureWatch watch = new FailureWatch(1);
    addTimes(100, watch, withStatus(status));
    addTimes(9, watch, REFUSED);
    assertThat(watch.stopReason()).isNull();
    watch.add(REFUSED);
    assertThat(watch.stopReason()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504})
  void serverThatFailsForLongStopsTheRun(int status) {
    FailureWatch watch = new FailureWatch(1);
    for (int second = 0; second < 10; second++) {
      watch.add(endingAt(second, Outcome.HTTP_STATUS, status));
      assertThat(watch.stopReason()).isNull();
    }
    watch.add(endingAt(10, Outcome.HTTP_STATUS, status));
    assertThat(watch.stopReason()).startsWith("no request succeeded in 10 s and 11 failed (");
  }

  @Test
  void anyFailureForLongStopsTheRun() {
    FailureWatch watch = new FailureWatch(1);
    for (Outcome outcome :
        List.of(Outcome.TIMED_OUT, Outcome.CUT, Outcome.RESET, Outcome.NOT_A_STREAM)) {
      addTimes(3, watch, endingAt(10, outcome, 0));
    }
    assertThat(watch.stopReason()).startsWith("no request succeeded in 10 s and 10 failed (");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void serverThatOnlySaysThatItIsBusyStopsNoRun(int status) {
    FailureWatch watch = new FailureWatch(1);
    addTimes(1000, watch, endingAt(60, Outcome.HTTP_STATUS, status));
    addTimes(9, watch, endingAt(60, Outcome.TIMED_OUT, 0));
    assertThat(watch.stopReason()).isNull();
  }

  @Test
  void gatewayWhoseBreakerOpensOverADeadServerStopsTheRun() {
    FailureWatch watch = new FailureWatch(8);
    addTimes(20, watch, endingAt(1, Outcome.HTTP_STATUS, 502));
    addTimes(100, watch, endingAt(9, Outcome.HTTP_STATUS, 503));
    assertThat(watch.stopReason()).isNull();
    watch.add(endingAt(10, Outcome.HTTP_STATUS, 503));
    assertThat(watch.stopReason()).startsWith("no request succeeded in 10 s and 121 failed (");
  }

  @Test
  void serverThatWorkedOnceMayFailForLong() {
    FailureWatch watch = new FailureWatch(1);
    watch.add(TestSample.at(0, 1).sample());
    addTimes(100, watch, endingAt(60, Outcome.HTTP_STATUS, 502));
    assertThat(watch.stopReason()).isNull();
  }

  /** Returns a request that was sent at 0 and failed after so many seconds. */
  private static Sample endingAt(int second, Outcome outcome, int status) {
    return TestSample.at(0, second * 1_000_000_000L).failed(outcome, "no").status(status).sample();
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
    assertThat(watch.stopReason()).isNotNull();
  }
}
