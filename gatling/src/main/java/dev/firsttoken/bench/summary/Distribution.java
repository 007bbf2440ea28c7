package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import org.HdrHistogram.Histogram;

/**
 * A histogram of nanoseconds at three significant digits: a percentile is at most a thousandth off,
 * and never outside of what was recorded. Its size depends on the largest value, not on how many.
 */
public final class Distribution {
  private final Histogram histogram = new Histogram(3);
  private long least = Long.MAX_VALUE;
  private long most;

  /** Negative values count as 0. */
  void record(long value) {
    long counted = Math.max(value, 0);
    histogram.recordValue(counted);
    least = Math.min(least, counted);
    most = Math.max(most, counted);
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /**
   * The value that {@code percentile} per cent of all values are at or below (nearest rank), or
   * {@link Sample#NONE} of none.
   */
  public long at(double percentile) {
    if (histogram.getTotalCount() == 0) {
      return Sample.NONE;
    }
    return Math.clamp(histogram.getValueAtPercentile(percentile), least, most);
  }
}
