package dev.firsttoken.bench.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import org.junit.jupiter.api.Test;

class CostWindowEventsTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  private static TestSample plain(long sendSeconds, long endSeconds) {
    return TestSample.at(sendSeconds * SECOND_NANOS, endSeconds * SECOND_NANOS)
        .plain(endSeconds * SECOND_NANOS, 1024);
  }

  private static long count(RequestKind kind, Sample measured, Sample... ramp) {
    CostWindowEvents events = new CostWindowEvents(kind);
    for (Sample sample : ramp) {
      events.addRamp(sample);
    }
    events.addMeasured(measured);
    return events.count();
  }

  @Test
  void plainRequestOfTheRampCountsIfItEndsInTheWindow() {
    Sample measured = plain(10, 11).sample();
    Sample inside = plain(9, 12).ramp().sample();
    Sample outside = plain(1, 2).ramp().sample();

    assertThat(count(RequestKind.MICRO, measured)).isEqualTo(1);
    assertThat(count(RequestKind.MICRO, measured, outside)).isEqualTo(1);
    assertThat(count(RequestKind.MICRO, measured, outside, inside)).isEqualTo(2);
  }

  @Test
  void plainRequestOfTheRampMayEndAfterTheMeasuredOneWasAdded() {
    CostWindowEvents events = new CostWindowEvents(RequestKind.MICRO);
    events.addMeasured(plain(10, 11).sample());
    events.addRamp(plain(9, 12).ramp().sample());

    assertThat(events.count()).isEqualTo(2);
  }

  @Test
  void streamOfTheRampCountsByItsEventsInTheWindow() {
    Sample measured =
        TestSample.at(10 * SECOND_NANOS, 12 * SECOND_NANOS)
            .events(11 * SECOND_NANOS, 12 * SECOND_NANOS)
            .sample();
    Sample ramp =
        TestSample.at(5 * SECOND_NANOS, 12 * SECOND_NANOS)
            .events(6 * SECOND_NANOS, 11 * SECOND_NANOS, 12 * SECOND_NANOS)
            .ramp()
            .sample();

    assertThat(count(RequestKind.CHAT, measured, ramp)).isEqualTo(2 + 2);
  }

  @Test
  void nothingCountsBeforeAMeasuredRequestWasSent() {
    CostWindowEvents events = new CostWindowEvents(RequestKind.MICRO);
    events.addRamp(plain(1, 2).ramp().sample());

    assertThat(events.count()).isZero();
  }
}
