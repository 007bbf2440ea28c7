package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import org.junit.jupiter.api.Test;

class ErrorWatchTest {
  private static final Sample OK = TestSample.at(0, 1).sample();
  private static final Sample FAILED = TestSample.at(0, 1).failed(Outcome.CUT, "closed").sample();
  private static final Sample ABORTED = TestSample.at(0, 1).failed(Outcome.ABORTED, "x").sample();

  private static void addTimes(int times, ErrorWatch watch, Sample sample) {
    for (int i = 0; i < times; i++) {
      watch.add(sample);
    }
  }

  @Test
  void oneRequestMoreThanMayFailStopsTheRun() {
    ErrorWatch watch = new ErrorWatch(ErrorLimit.parse("2"));
    addTimes(5, watch, OK);
    addTimes(3, watch, ABORTED);
    addTimes(2, watch, FAILED);
    assertThat(watch.stopReason()).isNull();

    watch.add(FAILED);
    addTimes(9, watch, FAILED);
    assertThat(watch.stopReason())
        .isEqualTo("3 of 8 requests failed, which is more than --max-errors=2 allows");
  }

  @Test
  void warmupRequestsDoNotCount() {
    ErrorWatch watch = new ErrorWatch(ErrorLimit.parse("2"));
    addTimes(4, watch, TestSample.at(0, 1).warmup().sample());
    addTimes(9, watch, TestSample.at(0, 1).warmup().failed(Outcome.CUT, "closed").sample());
    addTimes(2, watch, OK);
    assertThat(watch.stopReason()).isNull();

    addTimes(3, watch, FAILED);
    assertThat(watch.stopReason())
        .isEqualTo("3 of 5 requests failed, which is more than --max-errors=2 allows");
  }

  @Test
  void requestsOfTheRampCountAndAreNamed() {
    ErrorWatch watch = new ErrorWatch(ErrorLimit.parse("0"));
    watch.add(TestSample.at(0, 1).ramp().sample());
    watch.add(FAILED);
    assertThat(watch.stopReason())
        .isEqualTo(
            "1 of 2 requests failed (ramp included), which is more than --max-errors=0 allows");
  }

  @Test
  void noFailureMayBeAllowed() {
    ErrorWatch watch = new ErrorWatch(ErrorLimit.parse("0"));
    addTimes(50, watch, OK);
    assertThat(watch.stopReason()).isNull();
    watch.add(FAILED);
    assertThat(watch.stopReason()).startsWith("1 of 51 requests failed");
  }

  @Test
  void shareCountsFromAHundredRequestsOn() {
    ErrorWatch early = new ErrorWatch(ErrorLimit.parse("5%"));
    addTimes(5, early, FAILED);
    assertThat(early.stopReason()).as("5 of 100").isNull();
    early.add(FAILED);
    assertThat(early.stopReason())
        .isEqualTo("6 of 6 requests failed, which is more than --max-errors=5% allows");

    ErrorWatch late = new ErrorWatch(ErrorLimit.parse("5%"));
    addTimes(950, late, OK);
    addTimes(50, late, FAILED);
    assertThat(late.stopReason()).isNull();
    late.add(FAILED);
    assertThat(late.stopReason()).startsWith("51 of 1001 requests failed");
  }
}
