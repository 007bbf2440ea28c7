package dev.firsttoken.bench.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstrumentTest {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final RunHeader HEADER = TestRun.header("sweep", Map.of());

  /** Sent at 0, read by the server at 1 ms, due at 101 ms, sent at 103 ms, here at 103.5 ms. */
  @Test
  void biasIsWhatTtftSaysBeyondWhatTheServerTook() {
    Instrument instrument = new Instrument(HEADER, 100);
    instrument.add(new LevelBegin(0, Level.closed(50, 1, 0)));
    instrument.add(
        TestSample.at(0, 104 * MS_IN_NANOS)
            .events(103 * MS_IN_NANOS + 500_000)
            .stamp(101 * MS_IN_NANOS, 103 * MS_IN_NANOS, 103 * MS_IN_NANOS + 500_000)
            .sample());
    Calibration calibration = instrument.calibration(50, 5);
    assertThat(calibration.ttftBiasP50Nanos()).isBetween(1_500_000L, 1_502_000L);
    assertThat(calibration.transitP50Nanos()).isBetween(500_000L, 501_000L);
    assertThat(calibration.streams()).isEqualTo(50);
    assertThat(calibration.machine()).isEqualTo(Calibration.machine(HEADER.environment()));
  }

  @Test
  void ceilingIsTheMostEventsPerSecondWhoseTransitStaysBelowAMillisecond() {
    Instrument instrument = new Instrument(HEADER, 0);
    long[] transitMicros = {100, 900, 500, 1100};
    int[] events = {10, 20, 15, 40};
    for (int level = 0; level < 4; level++) {
      instrument.add(new LevelBegin(level, Level.closed(10 * (level + 1), 1, 0)));
      long[] stamps = new long[events[level]];
      TestSample sample = TestSample.at(0, 1000 * MS_IN_NANOS).level(level);
      for (int i = 0; i < stamps.length; i++) {
        stamps[i] = (i + 1) * 10L * MS_IN_NANOS;
        sample.stamp(stamps[i], stamps[i] - transitMicros[level] * 1000L, stamps[i]);
      }
      instrument.add(sample.events(stamps).sample());
    }
    Calibration calibration = instrument.calibration(10, 5);
    assertThat(calibration.ceilingEventsPerSecond()).isEqualTo(20);
    assertThat(calibration.ceilingStreams()).isEqualTo(20);
  }

  @Test
  void withoutStampsThereIsNothingToCalibrateBy() {
    Instrument instrument = new Instrument(HEADER, 0);
    instrument.add(new LevelBegin(0, Level.closed(1, 1, 0)));
    instrument.add(TestSample.at(0, MS_IN_NANOS).sample());
    assertThatThrownBy(() -> instrument.calibration(1, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("nothing to calibrate by");
  }
}
