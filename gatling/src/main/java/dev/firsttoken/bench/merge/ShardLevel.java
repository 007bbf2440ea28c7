package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.MergedShards.Apart;
import dev.firsttoken.bench.result.MergedShards.CommonTime;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** When the shards had load in one level, by the clock that they share. */
final class ShardLevel {
  /** Starts of machines that agree on a time differ by less. */
  private static final long TOLERANCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A random gap between arrivals is longer than ten mean ones once in 20,000 times. */
  private static final double GAPS = 10;

  private static final double SECOND_NANOS = 1e9;

  private final Map<Integer, Span> spans = new HashMap<>();
  private long[] okEnds = new long[64];
  private int ok;

  /** Times of the measured requests of one shard. */
  private static final class Span {
    final long gapNanos;
    long firstSend = Long.MAX_VALUE;
    long lastEnd = Long.MIN_VALUE;
    long longestNanos;

    Span(Level plan) {
      gapNanos = plan.usesOpenModel() ? Math.round(GAPS * SECOND_NANOS / plan.rate()) : 0;
    }

    boolean hadLoad() {
      return firstSend <= lastEnd;
    }
  }

  /**
   * Adds a shard that takes part.
   *
   * @param plan its own part of the level
   */
  void join(int shard, Level plan) {
    spans.put(shard, new Span(plan));
  }

  /** Adds a sample of a shard that has joined. */
  void add(int shard, Sample sample) {
    Span span = spans.get(shard);
    if (span == null || !sample.isMeasured()) {
      return;
    }
    span.firstSend = Math.min(span.firstSend, sample.sendNanos());
    span.lastEnd = Math.max(span.lastEnd, sample.endNanos());
    span.longestNanos = Math.max(span.longestNanos, sample.endNanos() - sample.sendNanos());
    if (sample.outcome() == Outcome.OK) {
      if (ok == okEnds.length) {
        okEnds = Arrays.copyOf(okEnds, 2 * ok);
      }
      okEnds[ok++] = sample.endNanos();
    }
  }

  /** Returns the time in which all shards that joined had load. */
  CommonTime commonTime() {
    if (spans.isEmpty() || !spans.values().stream().allMatch(Span::hadLoad)) {
      return CommonTime.NONE;
    }
    long from = spans.values().stream().mapToLong(span -> span.firstSend).max().orElseThrow();
    long to = spans.values().stream().mapToLong(span -> span.lastEnd).min().orElseThrow();
    if (to <= from) {
      return CommonTime.NONE;
    }
    long inside = Arrays.stream(okEnds, 0, ok).filter(end -> end > from && end <= to).count();
    return new CommonTime(to - from, Math.toIntExact(inside));
  }

  /**
   * Returns how far each shard was from the others. A shard is late by what its first send comes
   * after that of the first shard, and early by what its last response comes before that of the
   * last. Both are expected to differ by a gap of random arrivals, and the ends by the longest
   * request.
   */
  Map<Integer, Apart> apart() {
    Map<Integer, Apart> apart = new HashMap<>();
    long first = spans.values().stream().mapToLong(span -> span.firstSend).min().orElse(0);
    long last = spans.values().stream().mapToLong(span -> span.lastEnd).max().orElse(0);
    long longest = spans.values().stream().mapToLong(span -> span.longestNanos).max().orElse(0);
    spans.forEach(
        (shard, span) -> {
          if (!span.hadLoad()) {
            apart.put(shard, new Apart(0, 0, last > first));
            return;
          }
          long late = span.firstSend - first;
          long early = last - span.lastEnd;
          long tolerance = TOLERANCE_NANOS + span.gapNanos;
          apart.put(shard, new Apart(late, early, late > tolerance || early > tolerance + longest));
        });
    return apart;
  }
}
