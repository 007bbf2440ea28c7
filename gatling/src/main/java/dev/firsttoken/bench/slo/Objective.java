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
   * @param percentile 50, 90, 95, 99 or 99.9
   * @param limitNanos 1 ns to 24 h
   * @param orEqual whether the limit itself is good too
   */
  record Latency(String metric, double percentile, long limitNanos, boolean orEqual)
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
      return metric + ":p" + plain(BigDecimal.valueOf(percentile));
    }

    @Override
    public String toString() {
      return subject() + (orEqual ? "<=" : "<") + limit();
    }

    private String limit() {
      if (limitNanos >= SECOND_NANOS) {
        return limitIn(SECOND_NANOS) + "s";
      }
      return limitNanos >= MILLI_NANOS ? limitIn(MILLI_NANOS) + "ms" : limitIn(MICRO_NANOS) + "us";
    }

    private String limitIn(long unitNanos) {
      return plain(BigDecimal.valueOf(limitNanos).divide(BigDecimal.valueOf(unitNanos)));
    }
  }

  /**
   * So many of the requests end well, or badly.
   *
   * @param of {@code error}: failed ÷ (answered + failed), which stays below the limit; {@code
   *     goodput}: good ÷ (answered + failed), which stays above
   * @param percent 0 to 100
   * @param orEqual whether the limit itself is good too
   */
  record Share(String of, double percent, boolean orEqual) implements Objective {

    /** Whether so many of so many are good enough; of none, nothing is. */
    public boolean meets(long part, long whole) {
      double share = 100.0 * part / whole;
      return (bad() ? share < percent : share > percent) || (orEqual && share == percent);
    }

    @Override
    public String subject() {
      return of;
    }

    @Override
    public String toString() {
      return of + sign(!bad(), orEqual) + plain(BigDecimal.valueOf(percent)) + "%";
    }

    private boolean bad() {
      return of.equals("error");
    }
  }

  /**
   * So much is done in a second of wall time, at least.
   *
   * @param of {@code rps}: answered requests; {@code tps}: their tokens
   * @param perSecond from 0
   * @param orEqual whether the limit itself is good too
   */
  record Rate(String of, double perSecond, boolean orEqual) implements Objective {

    /** Whether that rate is good enough. */
    public boolean meets(double rate) {
      return rate > perSecond || (orEqual && rate == perSecond);
    }

    @Override
    public String subject() {
      return of;
    }

    @Override
    public String toString() {
      return of + sign(true, orEqual) + plain(BigDecimal.valueOf(perSecond));
    }
  }

  private static String sign(boolean atLeast, boolean orEqual) {
    return (atLeast ? ">" : "<") + (orEqual ? "=" : "");
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
