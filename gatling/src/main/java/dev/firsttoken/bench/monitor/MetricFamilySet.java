package dev.firsttoken.bench.monitor;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is of use in a server's metrics.
 *
 * @param counters the value of each counter
 * @param ttft of the known histograms of TTFT: all their parts
 */
record MetricFamilySet(Map<Series, Double> counters, Map<Series, Double> ttft) {

  /**
   * One line's identity.
   *
   * @param labels as they were written
   * @param bound the value of the label {@code le}; NaN where there is none
   */
  record Series(String name, String labels, double bound) {}

  /**
   * What each counter grew by, all its series together, by name. Those that stood still are left
   * out, and those that were set back meanwhile, for what they grew by isn't known.
   */
  Map<String, Double> increaseUntil(MetricFamilySet later) {
    Set<String> resetNames = resetNames(counters, later.counters);
    Map<String, Double> increases = new TreeMap<>();
    later.counters.forEach(
        (series, value) ->
            increases.merge(series.name(), value - valueOrZero(counters, series), Double::sum));
    increases
        .entrySet()
        .removeIf(entry -> !isIncrease(entry.getValue()) || resetNames.contains(entry.getKey()));
    return increases;
  }

  private static boolean isIncrease(double value) {
    return value > 0 && Double.isFinite(value);
  }

  /** A series that wasn't there stood at nothing. */
  static double valueOrZero(Map<Series, Double> earlier, Series series) {
    return earlier.getOrDefault(series, 0.0);
  }

  /** The names of which any series fell, or is gone, or is no number any more. */
  static Set<String> resetNames(Map<Series, Double> earlier, Map<Series, Double> later) {
    Set<String> names = new HashSet<>();
    earlier.forEach(
        (series, value) -> {
          Double current = later.get(series);
          if (current == null || !(current >= value)) {
            names.add(series.name());
          }
        });
    return names;
  }
}
