package dev.firsttoken.bench.compare;

import java.util.List;

/**
 * Mean and variance of values.
 *
 * @param mean NaN without a value
 * @param variance of the population, estimated from the sample; NaN without at least two values
 */
public record Moments(int count, double mean, double variance) {

  public static Moments of(List<Double> values) {
    int count = values.size();
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Moments(count, mean, count < 2 ? Double.NaN : squares / (count - 1));
  }
}
