package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import java.util.Comparator;
import java.util.List;

/**
 * The time that a level took: one span from its first send to its last end. A merged level has
 * several spans: overlaps count once, and gaps between them do not count.
 *
 * @param spans in order of their start; empty if no request ended
 */
public record WallTime(List<Span> spans) {

  /**
   * One stretch of time.
   *
   * @param fromNanos nanoseconds since the epoch
   */
  public record Span(long fromNanos, long toNanos) {}

  public WallTime {
    spans = spans.stream().sorted(Comparator.comparingLong(Span::fromNanos)).toList();
  }

  /** Returns the covered time in nanoseconds, or {@link Sample#NONE} if there is no span. */
  public long nanos() {
    long covered = 0;
    long coveredUntil = Long.MIN_VALUE;
    for (Span span : spans) {
      long from = Math.max(span.fromNanos, coveredUntil);
      covered += Math.max(0, span.toNanos - from);
      coveredUntil = Math.max(coveredUntil, span.toNanos);
    }
    return spans.isEmpty() ? Sample.NONE : covered;
  }

  /** Returns a rate per second of wall time; NaN if there is no wall time. */
  public double perSecond(long count) {
    long nanos = nanos();
    return nanos <= 0 ? Double.NaN : count * 1e9 / nanos;
  }
}
