package dev.firsttoken.bench.result;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headline values of one round of a level.
 *
 * @param round its number, from 1
 * @param doubt sentence that says why it can't be trusted, or null if it can
 * @param values by metric; a metric without a value is left out
 */
public record RoundResult(int round, @Nullable String doubt, Map<RoundMetric, Double> values) {
  public RoundResult {
    values = Map.copyOf(values);
  }

  /** Returns true if its values may enter a comparison. */
  public boolean isValid() {
    return doubt == null;
  }

  /** Returns the value of a metric, or NaN if there is none. */
  public double value(RoundMetric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }
}
