package dev.firsttoken.bench.samples;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One step of a run's plan: closed, where so many users each keep one request in flight, or open,
 * where requests are due at their times whatever becomes of those before.
 *
 * @param target name of the server that the level loads
 * @param round turn of all targets at this load, from 1
 * @param kind kind of its requests
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
    String target,
    int round,
    RequestKind kind,
    int concurrency,
    double rate,
    @Nullable String arrivals,
    int total,
    long durationNanos,
    long rampNanos,
    int warmup) {
  /** Name of the target of a run that has only one. */
  public static final String DEFAULT_TARGET = "default";

  /** Creates a level of chat requests in the first round of the default target. */
  public Level(
      int concurrency,
      double rate,
      @Nullable String arrivals,
      int total,
      long durationNanos,
      long rampNanos,
      int warmup) {
    this(
        DEFAULT_TARGET,
        1,
        RequestKind.CHAT,
        concurrency,
        rate,
        arrivals,
        total,
        durationNanos,
        rampNanos,
        warmup);
  }

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
