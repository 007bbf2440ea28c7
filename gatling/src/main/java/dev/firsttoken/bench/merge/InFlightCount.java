package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requests in flight at all shards together. Their time adds up; the highest number at once comes
 * from the samples, because the shards reached theirs at different times.
 */
final class InFlightCount {
  private long[] sends = new long[64];
  private long[] ends = new long[64];
  private int count;

  void add(Sample sample) {
    if (!sample.isMeasured()) {
      return;
    }
    if (count == sends.length) {
      sends = Arrays.copyOf(sends, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    sends[count] = sample.sendNanos();
    ends[count++] = sample.endNanos();
  }

  /**
   * Adds up what the shards counted.
   *
   * @return the sum, or null if one of them did not count
   */
  LevelEnd.@Nullable InFlight sum(List<LevelEnd.@Nullable InFlight> counted) {
    List<LevelEnd.InFlight> known = counted.stream().filter(Objects::nonNull).toList();
    if (known.isEmpty() || known.size() < counted.size()) {
      return null;
    }
    return new LevelEnd.InFlight(
        known.stream().mapToLong(LevelEnd.InFlight::fromNanos).min().orElseThrow(),
        known.stream().mapToLong(LevelEnd.InFlight::toNanos).max().orElseThrow(),
        known.stream().mapToLong(LevelEnd.InFlight::requestNanos).sum(),
        max());
  }

  private int max() {
    Arrays.sort(sends, 0, count);
    Arrays.sort(ends, 0, count);
    int max = 0;
    int ended = 0;
    for (int sent = 0; sent < count; sent++) {
      while (ended < count && ends[ended] <= sends[sent]) {
        ended++;
      }
      max = Math.max(max, sent + 1 - ended);
    }
    return max;
  }
}
