package dev.firsttoken.bench.watch;

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
record Metrics(Map<Series, Double> counters, Map<Series, Double> ttft) {

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
  Map<String, Double> growthUntil(Metrics later) {
    Set<String> setBack = setBack(counters, later.counters);
    Map<String, Double> growth = new TreeMap<>();
    later.counters.forEach(
        (series, value) ->
            growth.merge(series.name(), value - before(counters, series), Double::sum));
    growth
        .entrySet()
        .removeIf(each -> !isGrowth(each.getValue()) || setBack.contains(each.getKey()));
    return growth;
  }

  private static boolean isGrowth(double value) {
    return value > 0 && Double.isFinite(value);
  }

  /** A series that wasn't there stood at nothing. */
  static double before(Map<Series, Double> earlier, Series series) {
    return earlier.getOrDefault(series, 0.0);
  }

  /** The names of which any series fell, or is gone, or is no number any more. */
  static Set<String> setBack(Map<Series, Double> earlier, Map<Series, Double> later) {
    Set<String> names = new HashSet<>();
    earlier.forEach(
        (series, value) -> {
          Double now = later.get(series);
          if (now == null || !(now >= value)) {
            names.add(series.name());
          }
        });
    return names;
  }
}
