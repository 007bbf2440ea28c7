package dev.firsttoken.bench.slo;

import java.math.BigDecimal;

/** One thing that is asked of a service. Its text is how it is given: {@code ttft:p95<300ms}. */
public sealed interface Objective {

  /** What it is about: {@code ttft:p95}, {@code error}, {@code rps}. */
  String subject();

  /**
   * A percentile of a time stays below a limit.
   *
   * @param metric one of {@code ttft ttfo tpot icl e2e due_ttft due_e2e transit}
   * @param limitNanos 1 ns to 24 h
   * @param orEqual whether the limit itself is good too
   */
  record Latency(String metric, Percentile percentile, long limitNanos, boolean orEqual)
      implements Objective {
    private static final long MICRO_NANOS = 1_000;
    private static final long MILLI_NANOS = 1_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    /** Whether that percentile, or one request's time, is good enough. */
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

    private String formatLimit() {
      if (limitNanos >= SECOND_NANOS) {
        return formatLimitIn(SECOND_NANOS) + "s";
      }
      return limitNanos >= MILLI_NANOS
          ? formatLimitIn(MILLI_NANOS) + "ms"
          : formatLimitIn(MICRO_NANOS) + "us";
    }

    private String formatLimitIn(long unitNanos) {
      return formatNumber(BigDecimal.valueOf(limitNanos).divide(BigDecimal.valueOf(unitNanos)));
    }
  }

  /**
   * So many of the requests end well, or badly.
   *
   * @param metric {@code error}: failed ÷ (answered + failed), which stays below the limit; {@code
   *     goodput}: good ÷ (answered + failed), which stays above
   * @param percent 0 to 100
   * @param orEqual whether the limit itself is good too
   */
  record Share(String metric, double percent, boolean orEqual) implements Objective {

    /** Whether so many of so many are good enough; of none, nothing is. */
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
   * So much is done in a second of wall time, at least.
   *
   * @param metric {@code rps}: answered requests; {@code tps}: their tokens
   * @param perSecond from 0
   * @param orEqual whether the limit itself is good too
   */
  record Rate(String metric, double perSecond, boolean orEqual) implements Objective {

    /** Whether that rate is good enough. */
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
