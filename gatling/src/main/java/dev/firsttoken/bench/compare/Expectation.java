package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * Expected order of two targets: {@code micronaut<=express*1.05:ttft_p50}.
 *
 * @param left target that is judged
 * @param right target that it is compared with
 * @param factor bound on the ratio of left to right, greater than 0
 */
public record Expectation(
    String left, Operator operator, String right, BigDecimal factor, RoundMetric metric) {

  /** How the ratio of the two targets must lie to the bound. */
  public enum Operator {
    LESS("<", "less than"),
    AT_MOST("<=", "at most"),
    GREATER(">", "more than"),
    AT_LEAST(">=", "at least");

    private final String symbol;
    private final String words;

    Operator(String symbol, String words) {
      this.symbol = symbol;
      this.words = words;
    }

    public String symbol() {
      return symbol;
    }

    /** Words for a sentence: {@code at most}. */
    public String words() {
      return words;
    }

    boolean isMetBy(double ratio, double bound) {
      return switch (this) {
        case LESS -> ratio < bound;
        case AT_MOST -> ratio <= bound;
        case GREATER -> ratio > bound;
        case AT_LEAST -> ratio >= bound;
      };
    }
  }

  /** Judgement of an expectation by the interval of the ratio. */
  public enum Outcome {
    /** All of the interval is within the bound. */
    HOLDS,
    /** The bound lies within the interval, or something keeps the ratio from being judged. */
    UNDECIDED,
    /** All of the interval is beyond the bound. */
    FAILS;

    /** Name in JSON: {@code holds}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Judges the ratio of left to right at one load. */
  Outcome judge(Interval ratio) {
    if (!Double.isFinite(ratio.low()) || !Double.isFinite(ratio.high())) {
      return Outcome.UNDECIDED;
    }
    boolean lowMeets = operator.isMetBy(ratio.low(), factor.doubleValue());
    boolean highMeets = operator.isMetBy(ratio.high(), factor.doubleValue());
    if (lowMeets && highMeets) {
      return Outcome.HOLDS;
    }
    return lowMeets || highMeets ? Outcome.UNDECIDED : Outcome.FAILS;
  }

  /** Returns true if the bound is not 1. */
  boolean hasFactor() {
    return factor.compareTo(BigDecimal.ONE) != 0;
  }

  /** Returns the expectation in its grammar. */
  @Override
  public String toString() {
    return left
        + operator.symbol()
        + right
        + (hasFactor() ? "*" + factor.stripTrailingZeros().toPlainString() : "")
        + ":"
        + metric.label();
  }
}
