package dev.firsttoken.bench.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestSample;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlowestRequestsTest {
  private static final long MS = 1_000_000;

  private final TimelineAccumulator accumulator = new TimelineAccumulator(1);

  private List<SlowRequest> slowest() {
    return accumulator.close().slowest();
  }

  @Test
  void tenWithTheLongestE2eAreKeptTheSlowestFirst() {
    for (long millis : new long[] {7, 1, 12, 3, 9, 5, 11, 2, 10, 4, 8, 6}) {
      accumulator.add(TestSample.at(100 * MS, (100 + millis) * MS).sample());
    }

    assertThat(slowest())
        .extracting(SlowRequest::e2eNanos)
        .containsExactly(
            12 * MS, 11 * MS, 10 * MS, 9 * MS, 8 * MS, 7 * MS, 6 * MS, 5 * MS, 4 * MS, 3 * MS);
  }

  @Test
  void requestHasItsSendAndTheArrivalsOfItsEvents() {
    accumulator.add(TestSample.at(1000 * MS, 1001 * MS).sample());
    accumulator.add(
        TestSample.at(3000 * MS, 3100 * MS)
            .user(7)
            .events(3010 * MS, 3020 * MS, 3060 * MS, 3090 * MS)
            .tokens(9)
            .finishReason("length")
            .sample());

    SlowRequest slow = slowest().getFirst();
    assertThat(slow.atNanos()).isEqualTo(2000 * MS);
    assertThat(slow.user()).isEqualTo(7);
    assertThat(slow.ttftNanos()).isEqualTo(10 * MS);
    assertThat(slow.e2eNanos()).isEqualTo(90 * MS);
    assertThat(slow.tokens()).isEqualTo(9);
    assertThat(slow.events()).isEqualTo(4);
    assertThat(slow.finishReason()).isEqualTo("length");
    assertThat(slow.longestGapNanos()).isEqualTo(40 * MS);
    assertThat(slow.longestGapAtNanos()).isEqualTo(20 * MS);
    assertThat(slow.offsets()).containsExactly(10 * MS, 20 * MS, 60 * MS, 90 * MS);
  }

  @Test
  void manyEventsAreThinnedEvenlyAndTheLongestGapIsOfAll() {
    long[] events =
        LongStream.rangeClosed(1, 1000).map(i -> (i + (i > 555 ? 50 : 0)) * MS).toArray();
    accumulator.add(TestSample.at(0, events[999]).events(events).sample());

    SlowRequest slow = slowest().getFirst();
    assertThat(slow.events()).isEqualTo(1000);
    assertThat(slow.offsets()).hasSize(SlowRequest.MAX_OFFSETS).isSorted().doesNotHaveDuplicates();
    assertThat(slow.offsets()[0]).isEqualTo(MS);
    assertThat(slow.offsets()[99]).isEqualTo(1050 * MS);
    assertThat(slow.longestGapNanos()).isEqualTo(51 * MS);
    assertThat(slow.longestGapAtNanos()).isEqualTo(555 * MS);
  }

  @Test
  void singleEventHasNoGap() {
    accumulator.add(TestSample.at(0, MS).sample());

    assertThat(slowest().getFirst().longestGapNanos()).isEqualTo(Sample.NONE);
    assertThat(slowest().getFirst().longestGapAtNanos()).isEqualTo(Sample.NONE);
  }

  @Test
  void mergedListsAreCutToTheSlowestOfBoth() {
    for (int i = 1; i <= 10; i++) {
      accumulator.add(TestSample.at(0, i * MS).sample());
    }
    TimelineAccumulator faster = new TimelineAccumulator(2);
    faster.add(TestSample.at(0, 5 * MS / 2).sample());

    assertThat(SlowestRequests.merge(slowest(), faster.close().slowest()))
        .extracting(SlowRequest::e2eNanos)
        .containsExactly(
            10 * MS, 9 * MS, 8 * MS, 7 * MS, 6 * MS, 5 * MS, 4 * MS, 3 * MS, 5 * MS / 2, 2 * MS);
  }
}
