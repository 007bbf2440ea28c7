package dev.firsttoken.bench.options;

import java.util.List;

/**
 * Load in the open model: requests are due at times of their own, whatever becomes of those before.
 *
 * @param rates requests per second of each level; none where only the closed model is asked for
 * @param arrivals how they follow each other
 * @param seed of all that is drawn: the same seed makes the same due times
 * @param maxInFlight at once; a request that is due while so many are under way waits for one to
 *     end, and its wait is send lag
 */
public record OpenModelOptions(
    List<Double> rates, ArrivalProcess arrivals, long seed, int maxInFlight) {
  public OpenModelOptions {
    rates = List.copyOf(rates);
  }
}
