package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The time that a level took: one span, first send to last end; of merged levels all their spans,
 * of which what overlaps counts once and what lies between not at all.
 */
public final class WallTime {
  /**
   * One stretch of time.
   *
   * @param fromNanos of any clock, the same for all spans of a wall
   */
  public record Span(long fromNanos, long toNanos) {}

  private final List<Span> spans = new ArrayList<>();
  private long firstSend = Long.MAX_VALUE;
  private long lastEnd = Long.MIN_VALUE;

  void recordSend(long nanos) {
    firstSend = Math.min(firstSend, nanos);
  }

  void recordEnd(long nanos) {
    lastEnd = Math.max(lastEnd, nanos);
  }

  void addSpan(Span span) {
    spans.add(span);
  }

  /** In order; empty where nothing ended. */
  List<Span> spans() {
    List<Span> ordered = new ArrayList<>(spans);
    if (lastEnd != Long.MIN_VALUE) {
      ordered.add(new Span(firstSend, lastEnd));
    }
    ordered.sort(Comparator.comparingLong(Span::fromNanos));
    return ordered;
  }

  /** The time that is covered, or {@link Sample#NONE} of none. */
  long nanos() {
    long covered = 0;
    long coveredUntil = Long.MIN_VALUE;
    List<Span> ordered = spans();
    for (Span span : ordered) {
      long from = Math.max(span.fromNanos, coveredUntil);
      covered += Math.max(0, span.toNanos - from);
      coveredUntil = Math.max(coveredUntil, span.toNanos);
    }
    return ordered.isEmpty() ? Sample.NONE : covered;
  }
}
