package dev.firsttoken.bench.wrk.output;

import java.util.List;
import java.util.Map;

/**
 * Latencies that a tool printed, in milliseconds. A number that it did not print is NaN.
 *
 * @param mean of all latencies that counted
 * @param stdev standard deviation
 * @param percentiles by name, such as {@code p99} and {@code p999}
 * @param count latencies that counted, or -1 if the tool does not say
 * @param spectrum rows of wrk2's percentile spectrum; empty if it printed none
 */
public record LatencyStats(
    double mean,
    double stdev,
    double max,
    Map<String, Double> percentiles,
    long count,
    List<SpectrumPoint> spectrum) {
  public static final long UNKNOWN_COUNT = -1;

  /** No latency at all. */
  public static final LatencyStats NONE =
      new LatencyStats(Double.NaN, Double.NaN, Double.NaN, Map.of(), UNKNOWN_COUNT, List.of());

  public LatencyStats {
    percentiles = Map.copyOf(percentiles);
    spectrum = List.copyOf(spectrum);
  }

  /** Returns a percentile by its name, or NaN if it is unknown. */
  public double percentile(String name) {
    return percentiles.getOrDefault(name, Double.NaN);
  }
}
