package dev.firsttoken.bench.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A level over its time: points of about one second, or wider ones where these would be too many.
 * Points of several rounds follow each other, without the time between the rounds.
 */
public final class Series {
  /** Neighbours are joined until there are no more points. */
  public static final int MAX_POINTS = 300;

  private final List<SeriesPoint> points;
  private final SeriesPeaks peaks;

  private Series(List<SeriesPoint> points, SeriesPeaks peaks) {
    List<SeriesPoint> fitting = points;
    while (fitting.size() > MAX_POINTS) {
      fitting = joinPairs(fitting);
    }
    this.points = List.copyOf(fitting);
    this.peaks = peaks;
  }

  /**
   * Creates a series.
   *
   * @param seconds points of about one second each, at least one
   */
  static Series ofSeconds(List<SeriesPoint> seconds) {
    return new Series(seconds, SeriesPeaks.of(seconds));
  }

  private static List<SeriesPoint> joinPairs(List<SeriesPoint> points) {
    List<SeriesPoint> joined = new ArrayList<>();
    for (int i = 0; i + 1 < points.size(); i += 2) {
      joined.add(points.get(i).join(points.get(i + 1)));
    }
    if (points.size() % 2 == 1) {
      joined.add(points.getLast());
    }
    return joined;
  }

  /** Returns this round of a level, and then the next one. */
  Series followedBy(Series next) {
    List<SeriesPoint> all = new ArrayList<>(points);
    all.addAll(next.points);
    return new Series(all, peaks.highest(next.peaks));
  }

  /** Returns the time that all points cover. */
  long nanos() {
    return points.stream().mapToLong(SeriesPoint::widthNanos).sum();
  }

  public SeriesPeaks peaks() {
    return peaks;
  }

  /** Returns the start of each point, from that of the first. */
  public List<Long> startNanos() {
    List<Long> starts = new ArrayList<>();
    long start = 0;
    for (SeriesPoint point : points) {
      starts.add(start);
      start += point.widthNanos();
    }
    return starts;
  }

  public List<Long> widthNanos() {
    return longs(SeriesPoint::widthNanos);
  }

  /** Returns the successful responses per second. */
  public List<Double> rps() {
    return doubles(SeriesPoint::rps);
  }

  /** Returns the output tokens per second. */
  public List<Double> tps() {
    return doubles(SeriesPoint::tps);
  }

  /** Returns the mean number of requests in flight. */
  public List<Double> inFlight() {
    return doubles(SeriesPoint::inFlight);
  }

  /** Returns a percentile of TTFT, {@code Sample.NONE} where there is no response. */
  public List<Long> ttftNanos(int percent) {
    return longs(point -> point.ttftNanos(percent));
  }

  /** Returns the requests that failed. */
  public List<Long> errors() {
    return longs(SeriesPoint::errors);
  }

  private List<Long> longs(ToLongFunction<SeriesPoint> value) {
    return points.stream().mapToLong(value).boxed().toList();
  }

  private List<Double> doubles(ToDoubleFunction<SeriesPoint> value) {
    return points.stream().mapToDouble(value).boxed().toList();
  }
}
