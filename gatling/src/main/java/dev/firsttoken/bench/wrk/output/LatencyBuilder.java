package dev.firsttoken.bench.wrk.output;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Accumulator of one latency distribution, closed into {@link LatencyStats}. */
final class LatencyBuilder {
  /** A spectrum of three digits has some hundred rows. */
  private static final int MAX_ROWS = 10_000;

  private final Map<String, Double> percentiles = new LinkedHashMap<>();
  private final List<SpectrumPoint> spectrum = new ArrayList<>();
  private double mean = Double.NaN;
  private double stdev = Double.NaN;
  private double max = Double.NaN;
  private long count = LatencyStats.UNKNOWN_COUNT;

  void moments(double newMean, double newStdev) {
    mean = newMean;
    stdev = newStdev;
  }

  void max(double newMax) {
    max = newMax;
  }

  void count(long total) {
    count = total;
  }

  /** Adds a percentile such as {@code 99.900}. */
  void percentile(String percent, double millis) {
    percentiles.put(name(percent), millis);
  }

  /** Returns {@code p999} for {@code 99.900}. */
  private static String name(String percent) {
    String digits = new BigDecimal(percent).stripTrailingZeros().toPlainString();
    return "p" + digits.replace(".", "");
  }

  void row(SpectrumPoint point) {
    if (spectrum.size() < MAX_ROWS) {
      spectrum.add(point);
    }
  }

  /**
   * Closes the distribution. A tool prints zeros where no latency counted; those are none.
   *
   * @param requests complete responses, which count where the tool prints no count of latencies
   */
  LatencyStats build(long requests) {
    boolean isEmpty = count == LatencyStats.UNKNOWN_COUNT ? requests == 0 : count == 0;
    return isEmpty
        ? new LatencyStats(Double.NaN, Double.NaN, Double.NaN, Map.of(), 0, List.of())
        : new LatencyStats(mean, stdev, max, percentiles, count, spectrum);
  }
}
