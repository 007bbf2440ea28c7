package dev.firsttoken.bench.timeline;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.RequestTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates the {@link Series} of one level in one pass. It keeps sums for each second, and 8
 * bytes for each response.
 *
 * <p>Samples come in the order in which requests end, so that the first send is known only at the
 * end. The seconds are therefore counted from the send of the first sample, and the first and the
 * last of them may be covered in part: less than half a second becomes part of its neighbour.
 */
final class SeriesAccumulator {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** In seconds; longer than any level lasts, so that a damaged file can't fill the memory. */
  private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(3);

  private final NavigableMap<Long, SecondSums> seconds = new TreeMap<>();
  private long originNanos;
  private long firstSend = Long.MAX_VALUE;
  private long lastEnd = Long.MIN_VALUE;
  private boolean isTooLong;

  /**
   * Adds a measured request.
   *
   * @param times of a successful response, else null
   */
  void add(Sample sample, @Nullable RequestTimes times) {
    if (lastEnd == Long.MIN_VALUE) {
      originNanos = sample.sendNanos();
    }
    firstSend = Math.min(firstSend, sample.sendNanos());
    lastEnd = Math.max(lastEnd, sample.endNanos());
    long span = lastEnd - firstSend;
    isTooLong |= span < 0 || span / SECOND > MAX_SECONDS;
    if (isTooLong) {
      seconds.clear();
      return;
    }
    addTimeInFlight(sample.sendNanos(), sample.endNanos());
    if (times != null) {
      secondOf(sample.endNanos()).ok++;
      if (sample.eventNanos().length == 0) { // not streamed: the tokens come at the end
        secondOf(sample.endNanos()).tokens += times.tokens();
      } else {
        secondOf(sample.eventNanos()[0]).addTtft(times.ttftNanos());
        addTokens(sample.eventNanos(), times.tokens());
      }
    } else if (sample.outcome() != Outcome.ABORTED) {
      secondOf(sample.endNanos()).errors++;
    }
  }

  private void addTimeInFlight(long from, long to) {
    long start = from;
    while (start < to) {
      long end = Math.min(to, startOf(indexOf(start) + 1));
      secondOf(start).busyNanos += end - start;
      start = end;
    }
  }

  /** Divides the tokens evenly among the events: no server says how many each of them holds. */
  private void addTokens(long[] events, long tokens) {
    double tokensPerEvent = (double) tokens / events.length;
    int begin = 0;
    while (begin < events.length) {
      long index = indexOf(events[begin]);
      int end = begin + 1;
      while (end < events.length && indexOf(events[end]) == index) {
        end++;
      }
      second(index).tokens += tokensPerEvent * (end - begin);
      begin = end;
    }
  }

  private SecondSums secondOf(long nanos) {
    return second(indexOf(nanos));
  }

  private SecondSums second(long index) {
    return seconds.computeIfAbsent(index, key -> new SecondSums());
  }

  private long indexOf(long nanos) {
    return Math.floorDiv(nanos - originNanos, SECOND);
  }

  private long startOf(long index) {
    return originNanos + index * SECOND;
  }

  /** Returns the first send, from which the series counts. */
  long firstSend() {
    return firstSend;
  }

  /** Returns the series so far, or null if no time has passed, or more than any level lasts. */
  @Nullable Series close() {
    if (isTooLong || lastEnd <= firstSend) {
      return null;
    }
    List<SeriesPoint> points = new ArrayList<>();
    for (long index = indexOf(firstSend); index <= indexOf(lastEnd); index++) {
      long from = Math.max(startOf(index), firstSend);
      long to = Math.min(startOf(index + 1), lastEnd);
      points.add(seconds.getOrDefault(index, new SecondSums()).close(to - from));
    }
    joinShortEdges(points);
    return Series.ofSeconds(points);
  }

  private static void joinShortEdges(List<SeriesPoint> points) {
    if (points.size() > 1 && isShort(points.getFirst())) {
      SeriesPoint first = points.removeFirst();
      points.set(0, first.join(points.getFirst()));
    }
    if (points.size() > 1 && isShort(points.getLast())) {
      SeriesPoint last = points.removeLast();
      points.set(points.size() - 1, points.getLast().join(last));
    }
  }

  private static boolean isShort(SeriesPoint point) {
    return 2 * point.widthNanos() < SECOND;
  }
}
