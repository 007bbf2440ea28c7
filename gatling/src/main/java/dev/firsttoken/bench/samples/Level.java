package dev.firsttoken.bench.samples;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Plan of one load level. In the closed model, each concurrent user keeps one request in flight. In
 * the open model, each request is due at a scheduled time, regardless of earlier requests.
 *
 * @param target name of the server under load
 * @param round round of the run in which every target is loaded once at this level, from 1
 * @param kind kind of the requests
 * @param concurrency concurrent users; 0 in the open model
 * @param rate requests per second, for a trace the mean; 0 in the closed model
 * @param arrivals arrivals of an open level; null in the closed model
 * @param total number of measured requests; 0 if only the duration limits them
 * @param durationNanos time after the ramp in which measured requests start or are due; 0 if only
 *     the total limits them
 * @param rampNanos time in which the load rises to its level, before measuring starts
 * @param warmup maximum number of warm-up requests before the ramp
 */
public record Level(
    String target,
    int round,
    RequestKind kind,
    int concurrency,
    double rate,
    @Nullable Arrivals arrivals,
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
      @Nullable Arrivals arrivals,
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

  /** Creates a closed level whose users send {@code total} requests together. */
  public static Level closed(int concurrency, int total, int warmup) {
    return new Level(concurrency, 0, null, total, 0, 0, warmup);
  }

  /** Returns the same load of requests of another kind. */
  public Level ofKind(RequestKind other) {
    return new Level(
        target, round, other, concurrency, rate, arrivals, total, durationNanos, rampNanos, warmup);
  }

  /** Returns the same load for a target in one of its rounds. */
  public Level inRound(String roundTarget, int number, int roundWarmup) {
    return new Level(
        roundTarget,
        number,
        kind,
        concurrency,
        rate,
        arrivals,
        total,
        durationNanos,
        rampNanos,
        roundWarmup);
  }

  /** Returns true in the open model, in which requests are due at scheduled times. */
  public boolean usesOpenModel() {
    return arrivals != null;
  }

  /** Returns the concurrent users, or the requests per second in the open model. */
  public double load() {
    return usesOpenModel() ? rate : concurrency;
  }

  /** Returns the load as text: {@code 8} for users, {@code 20/s} for a rate. */
  public String label() {
    return usesOpenModel()
        ? BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString() + "/s"
        : Integer.toString(concurrency);
  }

  /** Returns the load with its model: {@code c=8} if closed, {@code r=20/s} if open. */
  public String name() {
    return (usesOpenModel() ? "r=" : "c=") + label();
  }

  /** Returns the load, with the target before it if the run has several: {@code express c=8}. */
  public String nameWithTarget() {
    return target.equals(DEFAULT_TARGET) ? name() : target + " " + name();
  }

  /** Returns the load as text, with the target before it if the run has several. */
  public String labelWithTarget() {
    return target.equals(DEFAULT_TARGET) ? label() : nameWithTarget();
  }

  /** Returns the load for a sentence: {@code 8 users}, {@code 20 requests/s}. */
  public String description() {
    if (usesOpenModel()) {
      return label().replace("/s", rate == 1 ? " request/s" : " requests/s");
    }
    return concurrency == 1 ? "1 user" : concurrency + " users";
  }

  /** Returns the load for a sentence, with the target if the run has several. */
  public String descriptionWithTarget() {
    return target.equals(DEFAULT_TARGET) ? description() : description() + " of " + target;
  }
}
