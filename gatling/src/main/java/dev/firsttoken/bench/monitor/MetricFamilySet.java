package dev.firsttoken.bench.monitor;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counters and TTFT histograms of a server's metrics.
 *
 * @param counters value of each counter
 * @param ttft value of each series of the known TTFT histograms
 */
record MetricFamilySet(Map<Series, Double> counters, Map<Series, Double> ttft) {

  /**
   * Identity of a time series.
   *
   * @param labels as written
   * @param bound value of the label {@code le}, or NaN if there is none
   */
  record Series(String name, String labels, double bound) {}

  /**
   * Increase of each counter, summed over its series, by name. Leaves out counters that did not
   * change, and those that were reset in between, whose increase is unknown.
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

  /** Earlier value of a series; 0 if it did not exist. */
  static double valueOrZero(Map<Series, Double> earlier, Series series) {
    return earlier.getOrDefault(series, 0.0);
  }

  /** Names with a series that decreased, disappeared or is no longer a number. */
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
