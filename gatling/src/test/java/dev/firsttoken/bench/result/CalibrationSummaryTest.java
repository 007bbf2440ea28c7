package dev.firsttoken.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.Warning;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalibrationSummaryTest {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final RunHeader HEADER = TestRun.header("sweep", Map.of());

  /** Sent at 0, read by the server at 1 ms, due at 101 ms, sent at 103 ms, here at 103.5 ms. */
  @Test
  void biasIsTtftBeyondTheServersOwnTime() {
    CalibrationSummary calibrationSummary = new CalibrationSummary(HEADER, 100);
    calibrationSummary.add(new LevelBegin(0, Level.closed(50, 1, 0)));
    calibrationSummary.add(
        TestSample.at(0, 104 * MS_IN_NANOS)
            .events(103 * MS_IN_NANOS + 500_000)
            .stamp(101 * MS_IN_NANOS, 103 * MS_IN_NANOS, 103 * MS_IN_NANOS + 500_000)
            .sample());
    Calibration calibration = calibrationSummary.calibration(50, 5);
    assertThat(calibration.ttftBiasP50Nanos()).isBetween(1_500_000L, 1_502_000L);
    assertThat(calibration.transitP50Nanos()).isBetween(500_000L, 501_000L);
    assertThat(calibration.streams()).isEqualTo(50);
    assertThat(calibration.machine()).isEqualTo(Calibration.machine(HEADER.environment()));
  }

  @Test
  void ceilingIsTheHighestEventRateWithTransitBelowOneMillisecond() {
    CalibrationSummary calibrationSummary = new CalibrationSummary(HEADER, 0);
    long[] transitMicros = {100, 900, 500, 1100};
    int[] events = {10, 20, 15, 40};
    for (int level = 0; level < 4; level++) {
      calibrationSummary.add(new LevelBegin(level, Level.closed(10 * (level + 1), 1, 0)));
      long[] stamps = new long[events[level]];
      TestSample sample = TestSample.at(0, 1000 * MS_IN_NANOS).level(level);
      for (int i = 0; i < stamps.length; i++) {
        stamps[i] = (i + 1) * 10L * MS_IN_NANOS;
        sample.stamp(stamps[i], stamps[i] - transitMicros[level] * 1000L, stamps[i]);
      }
      calibrationSummary.add(sample.events(stamps).sample());
    }
    Calibration calibration = calibrationSummary.calibration(10, 5);
    assertThat(calibration.ceilingEventsPerSecond()).isEqualTo(20);
    assertThat(calibration.ceilingStreams()).isEqualTo(20);
  }

  @Test
  void plannedLoadWithFailuresCannotCalibrate() {
    CalibrationSummary failing = withStampedSample(Level.closed(1, 2, 0));
    failing.add(TestSample.at(0, MS_IN_NANOS).failed(Outcome.CUT, "cut").sample());
    assertThatThrownBy(() -> failing.calibration(1, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("calibration discarded: 1 of 2 requests failed at the planned load");

    CalibrationSummary incomplete = withStampedSample(Level.closed(1, 2, 0));
    incomplete.add(new LevelEnd(0, 0, 0, 2, null, null, null, null));
    assertThatThrownBy(() -> incomplete.calibration(1, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("calibration discarded: Sent 2: 1 succeeded");
  }

  private static CalibrationSummary withStampedSample(Level plan) {
    CalibrationSummary calibrationSummary = new CalibrationSummary(HEADER, 0);
    calibrationSummary.add(new LevelBegin(0, plan));
    calibrationSummary.add(
        TestSample.at(0, MS_IN_NANOS)
            .events(MS_IN_NANOS)
            .stamp(MS_IN_NANOS, MS_IN_NANOS, MS_IN_NANOS)
            .sample());
    return calibrationSummary;
  }

  @Test
  void calibrateCommandIsNotWarnedToCalibrateFirst() {
    for (String command : new String[] {"sweep", "calibrate"}) {
      RunHeader header = TestRun.withCalibration(TestRun.header(command, Map.of()), null);
      Summarizer summarizer = TestRun.summary(header, List.of(Level.closed(1, 1, 0)));
      summarizer.add(TestSample.at(0, MS_IN_NANOS).sample());
      assertThat(summarizer.result(false).warnings())
          .extracting(Warning::code)
          .as(command)
          .matches(codes -> codes.contains(Warning.Code.NOT_CALIBRATED) == command.equals("sweep"));
    }
  }

  @Test
  void calibrationRequiresStamps() {
    CalibrationSummary calibrationSummary = new CalibrationSummary(HEADER, 0);
    calibrationSummary.add(new LevelBegin(0, Level.closed(1, 1, 0)));
    calibrationSummary.add(TestSample.at(0, MS_IN_NANOS).sample());
    assertThatThrownBy(() -> calibrationSummary.calibration(1, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("nothing to calibrate by");
  }
}
