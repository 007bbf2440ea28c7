package dev.firsttoken.bench.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlowestRequestsTest {
  private static final long MS_IN_NANOS = 1_000_000;

  private final TimelineAccumulator accumulator = new TimelineAccumulator(1);

  private List<SlowRequest> slowest() {
    return accumulator.close().slowest();
  }

  @Test
  void tenWithTheLongestE2eAreKeptTheSlowestFirst() {
    for (long millis : new long[] {7, 1, 12, 3, 9, 5, 11, 2, 10, 4, 8, 6}) {
      TestTimeline.add(
          accumulator, TestSample.at(100 * MS_IN_NANOS, (100 + millis) * MS_IN_NANOS).sample());
    }

    assertThat(slowest())
        .extracting(SlowRequest::e2eNanos)
        .containsExactly(
            12 * MS_IN_NANOS,
            11 * MS_IN_NANOS,
            10 * MS_IN_NANOS,
            9 * MS_IN_NANOS,
            8 * MS_IN_NANOS,
            7 * MS_IN_NANOS,
            6 * MS_IN_NANOS,
            5 * MS_IN_NANOS,
            4 * MS_IN_NANOS,
            3 * MS_IN_NANOS);
  }

  @Test
  void requestHasItsSendAndTheArrivalsOfItsEvents() {
    TestTimeline.add(accumulator, TestSample.at(1000 * MS_IN_NANOS, 1001 * MS_IN_NANOS).sample());
    TestTimeline.add(
        accumulator,
        TestSample.at(3000 * MS_IN_NANOS, 3100 * MS_IN_NANOS)
            .user(7)
            .events(3010 * MS_IN_NANOS, 3020 * MS_IN_NANOS, 3060 * MS_IN_NANOS, 3090 * MS_IN_NANOS)
            .tokens(9)
            .finishReason("length")
            .sample());

    SlowRequest slow = slowest().getFirst();
    assertThat(slow.atNanos()).isEqualTo(2000 * MS_IN_NANOS);
    assertThat(slow.user()).isEqualTo(7);
    assertThat(slow.ttftNanos()).isEqualTo(10 * MS_IN_NANOS);
    assertThat(slow.e2eNanos()).isEqualTo(90 * MS_IN_NANOS);
    assertThat(slow.tokens()).isEqualTo(9);
    assertThat(slow.events()).isEqualTo(4);
    assertThat(slow.finishReason()).isEqualTo("length");
    assertThat(slow.longestGapNanos()).isEqualTo(40 * MS_IN_NANOS);
    assertThat(slow.longestGapAtNanos()).isEqualTo(20 * MS_IN_NANOS);
    assertThat(slow.offsets())
        .containsExactly(10 * MS_IN_NANOS, 20 * MS_IN_NANOS, 60 * MS_IN_NANOS, 90 * MS_IN_NANOS);
  }

  @Test
  void manyEventsAreThinnedEvenlyAndTheLongestGapIsOfAll() {
    long[] events =
        LongStream.rangeClosed(1, 1000).map(i -> (i + (i > 555 ? 50 : 0)) * MS_IN_NANOS).toArray();
    TestTimeline.add(accumulator, TestSample.at(0, events[999]).events(events).sample());

    SlowRequest slow = slowest().getFirst();
    assertThat(slow.events()).isEqualTo(1000);
    assertThat(slow.offsets()).hasSize(SlowRequest.MAX_OFFSETS).isSorted().doesNotHaveDuplicates();
    assertThat(slow.offsets()[0]).isEqualTo(MS_IN_NANOS);
    assertThat(slow.offsets()[99]).isEqualTo(1050 * MS_IN_NANOS);
    assertThat(slow.longestGapNanos()).isEqualTo(51 * MS_IN_NANOS);
    assertThat(slow.longestGapAtNanos()).isEqualTo(555 * MS_IN_NANOS);
  }

  @Test
  void singleEventHasNoGap() {
    TestTimeline.add(accumulator, TestSample.at(0, MS_IN_NANOS).sample());

    assertThat(slowest().getFirst().longestGapNanos()).isEqualTo(Sample.NONE);
    assertThat(slowest().getFirst().longestGapAtNanos()).isEqualTo(Sample.NONE);
  }

  @Test
  void mergedListsAreCutToTheSlowestOfBoth() {
    for (int i = 1; i <= 10; i++) {
      TestTimeline.add(accumulator, TestSample.at(0, i * MS_IN_NANOS).sample());
    }
    TimelineAccumulator faster = new TimelineAccumulator(2);
    TestTimeline.add(faster, TestSample.at(0, 5 * MS_IN_NANOS / 2).sample());

    assertThat(SlowestRequests.merge(slowest(), faster.close().slowest()))
        .extracting(SlowRequest::e2eNanos)
        .containsExactly(
            10 * MS_IN_NANOS,
            9 * MS_IN_NANOS,
            8 * MS_IN_NANOS,
            7 * MS_IN_NANOS,
            6 * MS_IN_NANOS,
            5 * MS_IN_NANOS,
            4 * MS_IN_NANOS,
            3 * MS_IN_NANOS,
            5 * MS_IN_NANOS / 2,
            2 * MS_IN_NANOS);
  }
}
