package dev.firsttoken.bench.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final long SECOND = 1_000 * MS_IN_NANOS;

  private final TimelineAccumulator accumulator = new TimelineAccumulator(1);

  /** Adds a response of ten tokens, all of which come at its end. */
  private void response(long sendMillis, long endMillis) {
    TestTimeline.add(
        accumulator,
        TestSample.at(sendMillis * MS_IN_NANOS, endMillis * MS_IN_NANOS).tokens(10).sample());
  }

  private Series series() {
    return Objects.requireNonNull(accumulator.close().series());
  }

  private static List<Long> millis(List<Long> nanos) {
    return nanos.stream().map(value -> value / MS_IN_NANOS).toList();
  }

  @Test
  void everySecondHasTheResponsesThatEndedInIt() {
    response(0, 500);
    response(1000, 1500);
    response(2000, 2500);

    assertThat(millis(series().startNanos())).containsExactly(0L, 1000L, 2000L);
    assertThat(millis(series().widthNanos())).containsExactly(1000L, 1000L, 500L);
    assertThat(series().rps()).containsExactly(1.0, 1.0, 2.0);
    assertThat(series().tps()).containsExactly(10.0, 10.0, 20.0);
    assertThat(series().inFlight()).containsExactly(0.5, 0.5, 1.0);
    assertThat(millis(series().ttftNanos(50))).containsExactly(500L, 500L, 500L);
    assertThat(series().errors()).containsExactly(0L, 0L, 0L);
    assertThat(series().peaks())
        .isEqualTo(new SeriesPeaks(2, 20, 1, 500 * MS_IN_NANOS, 500 * MS_IN_NANOS, 0));
  }

  @Test
  void endThatIsShorterThanHalfASecondBelongsToTheSecondBefore() {
    response(0, 500);
    response(1000, 1400);

    assertThat(millis(series().widthNanos())).containsExactly(1400L);
    assertThat(series().rps()).containsExactly(20 / 14.0);
    assertThat(series().inFlight()).containsExactly(9 / 14.0);
  }

  @Test
  void tokensCountWhenTheirEventsArrive() {
    TestTimeline.add(
        accumulator,
        TestSample.at(0, 2500 * MS_IN_NANOS)
            .events(500 * MS_IN_NANOS, 1500 * MS_IN_NANOS, 1700 * MS_IN_NANOS, 2500 * MS_IN_NANOS)
            .tokens(8)
            .sample());

    assertThat(series().tps()).containsExactly(2.0, 4.0, 4.0);
    assertThat(series().rps()).containsExactly(0.0, 0.0, 2.0);
    assertThat(series().ttftNanos(95)).containsExactly(500 * MS_IN_NANOS, Sample.NONE, Sample.NONE);
  }

  @Test
  void seriesBeginsWithTheFirstSendThoughThatRequestEndsLast() {
    response(1000, 1500);
    response(200, 2000);

    assertThat(millis(series().startNanos())).containsExactly(0L, 800L);
    assertThat(series().inFlight()).containsExactly(1.0, 1.5);
    assertThat(series().rps()).containsExactly(0.0, 2.0);
  }

  @Test
  void failedRequestsAreErrorsAndAbortedOnesAreOnlyInFlight() {
    TestTimeline.add(
        accumulator, TestSample.at(0, 500 * MS_IN_NANOS).failed(Outcome.CUT, "cut").sample());
    TestTimeline.add(
        accumulator, TestSample.at(0, 1000 * MS_IN_NANOS).failed(Outcome.ABORTED, "over").sample());

    assertThat(series().errors()).containsExactly(1L);
    assertThat(series().rps()).containsExactly(0.0);
    assertThat(series().inFlight()).containsExactly(1.5);
    assertThat(series().peaks().ttftP50Nanos()).isEqualTo(Sample.NONE);
    assertThat(accumulator.close().slowest()).isEmpty();
  }

  @Test
  void percentilesAreThoseOfTheValuesThemselves() {
    for (int i = 1; i <= 20; i++) {
      response(0, i);
    }

    assertThat(series().ttftNanos(50)).containsExactly(10 * MS_IN_NANOS);
    assertThat(series().ttftNanos(95)).containsExactly(19 * MS_IN_NANOS);
  }

  @Test
  void warmUpIsNoPartOfIt() {
    TestTimeline.add(accumulator, TestSample.at(0, 5 * SECOND).warmup().sample());
    response(9000, 10_000);

    assertThat(millis(series().widthNanos())).containsExactly(1000L);
  }

  @Test
  void longLevelHasWiderPointsAndKeepsThePeaksOfItsSeconds() {
    for (int second = 0; second < 601; second++) {
      response(1000L * second, 1000L * second + 500);
    }
    response(10_000, 10_900);
    response(10_000, 10_900);
    response(10_000, 10_900);

    assertThat(series().startNanos()).hasSize(151);
    assertThat(series().widthNanos().subList(0, 150)).containsOnly(4 * SECOND);
    assertThat(series().nanos()).isEqualTo(600 * SECOND + 500 * MS_IN_NANOS);
    assertThat(series().rps().get(2)).isEqualTo(7 / 4.0);
    assertThat(series().peaks().rps()).isEqualTo(4);
    assertThat(series().ttftNanos(95).get(2)).isEqualTo(900 * MS_IN_NANOS);
  }

  @Test
  void roundsFollowEachOtherWithoutTheTimeBetween() {
    response(0, 1000);
    LevelTimeline first = accumulator.close();
    TimelineAccumulator next = new TimelineAccumulator(2);
    TestTimeline.add(
        next, TestSample.at(60 * SECOND, 61 * SECOND + 500 * MS_IN_NANOS).tokens(10).sample());
    LevelTimeline both = first.followedBy(next.close());

    Series series = Objects.requireNonNull(both.series());
    assertThat(millis(series.startNanos())).containsExactly(0L, 1000L, 2000L);
    assertThat(series.tps()).containsExactly(10.0, 0.0, 20.0);
    assertThat(series.peaks().tps()).isEqualTo(20);
    assertThat(both.slowest())
        .extracting(SlowRequest::round, SlowRequest::atNanos)
        .containsExactly(tuple(2, SECOND), tuple(1, 0L));
  }

  @Test
  void endedLevelKeepsItsTimeline() {
    response(0, 1000);
    LevelTimeline before = accumulator.close();
    accumulator.end();

    assertThat(accumulator.close()).isSameAs(before);
  }

  @Test
  void damagedTimesFillNoMemory() {
    response(0, 1000);
    TestTimeline.add(accumulator, TestSample.at(0, Long.MAX_VALUE).sample());
    response(2000, 3000);

    assertThat(accumulator.close().series()).isNull();
    assertThat(accumulator.close().slowest()).hasSize(3);
  }

  @Test
  void levelWithoutTimeHasNoSeries() {
    assertThat(accumulator.close()).isEqualTo(LevelTimeline.UNKNOWN);
    TestTimeline.add(
        accumulator, TestSample.at(SECOND, SECOND).failed(Outcome.CUT, "cut").sample());
    assertThat(accumulator.close().series()).isNull();
  }
}
