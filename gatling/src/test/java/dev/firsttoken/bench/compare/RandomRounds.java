package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Rounds whose values scatter around a centre, the same on every machine. */
public final class RandomRounds {
  private static final RoundMetric[] RELAYED = {RoundMetric.TRANSIT_P50, RoundMetric.TRANSIT_P99};

  private final Random random;
  private final double deviation;

  /**
   * @param deviation relative standard deviation from round to round
   */
  public RandomRounds(long seed, double deviation) {
    this.random = new Random(seed);
    this.deviation = deviation;
  }

  /**
   * Returns rounds of the headline metrics of a mode, and of peak memory.
   *
   * @param factor of all times and CPU, and the divisor of rates
   */
  public List<RoundResult> of(CompareMode mode, int rounds, double factor) {
    List<RoundResult> results = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Map<RoundMetric, Double> values = new EnumMap<>(RoundMetric.class);
      for (RoundMetric metric : mode.headline()) {
        values.put(metric, value(metric, factor));
      }
      if (mode == CompareMode.RELAY) {
        for (RoundMetric metric : RELAYED) {
          values.put(metric, value(metric, factor));
        }
      }
      values.put(RoundMetric.PEAK_RSS_BYTES, (double) (200L << 20));
      results.add(new RoundResult(round, null, values));
    }
    return results;
  }

  private double value(RoundMetric metric, double factor) {
    double scatter = Math.exp(random.nextGaussian() * deviation);
    double centre = metric == RoundMetric.RPS ? 800 / factor : 20 * factor;
    return centre * scatter;
  }
}
