package dev.firsttoken.dashboards.prometheus;

import java.util.List;

/**
 * Values of one series over time.
 *
 * @param labels as JSON
 */
public record Series(String labels, List<Double> values) {
  public Series {
    values = List.copyOf(values);
  }

  /** True if a label has this value. */
  public boolean has(String label, String value) {
    return labels.contains("\"%s\":\"%s\"".formatted(label, value));
  }

  /** Number of values that are numbers: a quantile of nothing is NaN, and no point. */
  public long numbers() {
    return values.stream().filter(Double::isFinite).count();
  }

  public boolean hasPositive() {
    return values.stream().anyMatch(value -> Double.isFinite(value) && value > 0);
  }
}
