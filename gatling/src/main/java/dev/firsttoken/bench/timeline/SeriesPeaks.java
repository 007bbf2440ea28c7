package dev.firsttoken.bench.timeline;

import dev.firsttoken.bench.samples.Sample;
import java.util.List;

/**
 * The highest value of each column of a series, at points of one second.
 *
 * @param ttftP50Nanos {@link Sample#NONE} without a response
 * @param ttftP95Nanos {@link Sample#NONE} without a response
 */
public record SeriesPeaks(
    double rps, double tps, double inFlight, long ttftP50Nanos, long ttftP95Nanos, long errors) {
  private static final SeriesPeaks NONE = new SeriesPeaks(0, 0, 0, Sample.NONE, Sample.NONE, 0);

  static SeriesPeaks of(List<SeriesPoint> seconds) {
    return seconds.stream().map(SeriesPeaks::of).reduce(NONE, SeriesPeaks::highest);
  }

  private static SeriesPeaks of(SeriesPoint second) {
    return new SeriesPeaks(
        second.rps(),
        second.tps(),
        second.inFlight(),
        second.ttftNanos(50),
        second.ttftNanos(95),
        second.errors());
  }

  /** Returns the higher one of each value. A value that does not exist is the lowest. */
  SeriesPeaks highest(SeriesPeaks other) {
    return new SeriesPeaks(
        Math.max(rps, other.rps),
        Math.max(tps, other.tps),
        Math.max(inFlight, other.inFlight),
        Math.max(ttftP50Nanos, other.ttftP50Nanos),
        Math.max(ttftP95Nanos, other.ttftP95Nanos),
        Math.max(errors, other.errors));
  }
}
