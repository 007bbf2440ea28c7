package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.MergedShards.Apart;
import dev.firsttoken.bench.result.MergedShards.CommonTime;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare.DueTimes;
import dev.firsttoken.bench.samples.Sample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Times at which the shards had load in one level, by the clock that they share. */
final class ShardLevel {
  /** Starts of machines that agree on a time differ by less. */
  private static final long TOLERANCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<Integer, Span> spans = new HashMap<>();
  private long[] okEnds = new long[64];
  private int ok;

  /** Times of the measured requests of one shard. */
  private static final class Span {
    final LevelShare share;
    long firstSend = Long.MAX_VALUE;
    long lastEnd = Long.MIN_VALUE;
    long longestNanos;

    Span(LevelShare share) {
      this.share = share;
    }

    boolean hadLoad() {
      return firstSend <= lastEnd;
    }

    /** First send, less the time at which the plan has it due. */
    long begin() {
      DueTimes due = share.due();
      return firstSend - (due == null ? 0 : due.firstNanos());
    }

    /** Last end, less the time at which the plan has the last request due. */
    long end() {
      DueTimes due = share.due();
      return lastEnd - (due == null ? 0 : due.lastNanos());
    }
  }

  /**
   * Adds a shard that takes part.
   *
   * @param share its own part of the level
   */
  void join(int shard, LevelShare share) {
    spans.put(shard, new Span(share));
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
   * last, which may differ by the longest request. Requests of the open model have due times of
   * their own on each shard, which are taken off: a pause in a trace is no delay.
   */
  Map<Integer, Apart> apart() {
    List<Span> loaded = spans.values().stream().filter(Span::hadLoad).toList();
    long first = loaded.stream().mapToLong(Span::begin).min().orElse(0);
    long last = loaded.stream().mapToLong(Span::end).max().orElse(0);
    long longest = loaded.stream().mapToLong(span -> span.longestNanos).max().orElse(0);
    Map<Integer, Apart> apart = new HashMap<>();
    spans.forEach(
        (shard, span) -> {
          if (!span.hadLoad()) {
            boolean isNoticed = !loaded.isEmpty() && !span.share.isEmpty();
            apart.put(shard, new Apart(0, 0, isNoticed));
            return;
          }
          long late = span.begin() - first;
          long early = last - span.end();
          boolean isNoticed = late > TOLERANCE_NANOS || early > TOLERANCE_NANOS + longest;
          apart.put(shard, new Apart(late, early, isNoticed));
        });
    return apart;
  }
}
