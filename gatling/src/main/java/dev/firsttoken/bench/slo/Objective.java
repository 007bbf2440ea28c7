package dev.firsttoken.bench.slo;

import java.math.BigDecimal;

/** Objective of a service. Its text is its flag value: {@code ttft:p95<300ms}. */
public sealed interface Objective {

  /** Measured quantity: {@code ttft:p95}, {@code error}, {@code rps}. */
  String subject();

  /**
   * Upper limit of a percentile of a time.
   *
   * @param metric one of {@code ttft ttfo tpot icl e2e due_ttft due_e2e transit}
   * @param limitNanos 1 ns to 24 h
   * @param orEqual whether the limit itself meets the objective
   */
  record Latency(String metric, Percentile percentile, long limitNanos, boolean orEqual)
      implements Objective {
    private static final long MICRO_NANOS = 1_000;
    private static final long MILLI_NANOS = 1_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    /** Returns true if that percentile, or one request's time, meets the objective. */
    public boolean meets(long nanos) {
      return nanos < limitNanos || (orEqual && nanos == limitNanos);
    }

    @Override
    public String subject() {
      return metric + ":" + percentile.label();
    }

    @Override
    public String toString() {
      return subject() + (orEqual ? "<=" : "<") + formatLimit();
    }

    /** Unit in which the limit is written: {@code s}, {@code ms} or {@code us}. */
    public String unit() {
      if (limitNanos >= SECOND_NANOS) {
        return "s";
      }
      return limitNanos >= MILLI_NANOS ? "ms" : "us";
    }

    /** Returns a time in {@link #unit()}, to be compared with the limit at a glance. */
    public double inUnit(double nanos) {
      return nanos / unitNanos();
    }

    private long unitNanos() {
      return switch (unit()) {
        case "s" -> SECOND_NANOS;
        case "ms" -> MILLI_NANOS;
        default -> MICRO_NANOS;
      };
    }

    private String formatLimit() {
      return formatNumber(BigDecimal.valueOf(limitNanos).divide(BigDecimal.valueOf(unitNanos())))
          + unit();
    }
  }

  /**
   * Limit of a share of requests.
   *
   * @param metric {@code error}, failed ÷ (completed + failed) with an upper limit, or {@code
   *     goodput}, good ÷ (completed + failed) with a lower limit
   * @param percent 0 to 100
   * @param orEqual whether the limit itself meets the objective
   */
  record Share(String metric, double percent, boolean orEqual) implements Objective {

    /** Returns true if the share meets the objective; a total of 0 never does. */
    public boolean meets(long count, long total) {
      double share = 100.0 * count / total;
      return (isError() ? share < percent : share > percent) || (orEqual && share == percent);
    }

    @Override
    public String subject() {
      return metric;
    }

    @Override
    public String toString() {
      return metric
          + operator(!isError(), orEqual)
          + formatNumber(BigDecimal.valueOf(percent))
          + "%";
    }

    private boolean isError() {
      return metric.equals("error");
    }
  }

  /**
   * Lower limit of a rate per second of wall time.
   *
   * @param metric {@code rps}, completed requests, or {@code tps}, their tokens
   * @param perSecond from 0
   * @param orEqual whether the limit itself meets the objective
   */
  record Rate(String metric, double perSecond, boolean orEqual) implements Objective {

    /** Returns true if that rate meets the objective. */
    public boolean meets(double rate) {
      return rate > perSecond || (orEqual && rate == perSecond);
    }

    @Override
    public String subject() {
      return metric;
    }

    @Override
    public String toString() {
      return metric + operator(true, orEqual) + formatNumber(BigDecimal.valueOf(perSecond));
    }
  }

  private static String operator(boolean lowerBound, boolean orEqual) {
    return (lowerBound ? ">" : "<") + (orEqual ? "=" : "");
  }

  private static String formatNumber(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
