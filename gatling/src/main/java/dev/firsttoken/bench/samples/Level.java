package dev.firsttoken.bench.samples;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One step of a run's plan: closed, where so many users each keep one request in flight, or open,
 * where requests are due at their times whatever becomes of those before.
 *
 * @param concurrency users; 0 in the open model
 * @param rate requests per second, of a trace its mean; 0 in the closed model
 * @param arrivals {@code constant}, {@code poisson} or {@code trace}; null in the closed model
 * @param total requests to measure; 0 where the duration alone bounds them
 * @param durationNanos no measured request begins, or is due, later than this after the ramp; 0
 *     where the total alone bounds them
 * @param rampNanos how long the load climbs to its level, before anything is measured
 * @param warmup requests sent before them to warm up, at most
 */
public record Level(
    int concurrency,
    double rate,
    @Nullable String arrivals,
    int total,
    long durationNanos,
    long rampNanos,
    int warmup) {
  /** Users that share out a number of requests. */
  public static Level closed(int concurrency, int total, int warmup) {
    return new Level(concurrency, 0, null, total, 0, 0, warmup);
  }

  /** Requests are due at times of their own. */
  public boolean usesOpenModel() {
    return arrivals != null;
  }

  /** Users, or requests per second. */
  public double load() {
    return usesOpenModel() ? rate : concurrency;
  }

  /** What tells it from the others of its run: {@code 8} users, or {@code 20/s}. */
  public String label() {
    return usesOpenModel()
        ? BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString() + "/s"
        : Integer.toString(concurrency);
  }

  /** The same where the model has to be told: {@code c=8}, {@code r=20/s}. */
  public String name() {
    return (usesOpenModel() ? "r=" : "c=") + label();
  }
}
