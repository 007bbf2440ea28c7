package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The time that a level took: one span, first send to last end; of merged levels all their spans,
 * of which what overlaps counts once and what lies between not at all.
 */
final class Wall {
  /**
   * One stretch of time.
   *
   * @param fromNanos of any clock, the same for all spans of a wall
   */
  record Span(long fromNanos, long toNanos) {}

  private final List<Span> spans = new ArrayList<>();
  private long firstSend = Long.MAX_VALUE;
  private long lastEnd = Long.MIN_VALUE;

  void sent(long nanos) {
    firstSend = Math.min(firstSend, nanos);
  }

  void ended(long nanos) {
    lastEnd = Math.max(lastEnd, nanos);
  }

  void add(Span span) {
    spans.add(span);
  }

  /** In order; empty where nothing ended. */
  List<Span> spans() {
    List<Span> all = new ArrayList<>(spans);
    if (lastEnd != Long.MIN_VALUE) {
      all.add(new Span(firstSend, lastEnd));
    }
    all.sort(Comparator.comparingLong(Span::fromNanos));
    return all;
  }

  /** The time that is covered, or {@link Sample#NONE} of none. */
  long nanos() {
    long covered = 0;
    long until = Long.MIN_VALUE;
    List<Span> all = spans();
    for (Span span : all) {
      long from = Math.max(span.fromNanos, until);
      covered += Math.max(0, span.toNanos - from);
      until = Math.max(until, span.toNanos);
    }
    return all.isEmpty() ? Sample.NONE : covered;
  }
}
