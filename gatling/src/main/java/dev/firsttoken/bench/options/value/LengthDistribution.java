package dev.firsttoken.bench.options.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Length in tokens, fixed or with a spread: each whole number from the smallest to the largest is
 * equally likely.
 *
 * @param min smallest length, at least 1
 * @param max largest length, at most {@link #MAX_TOKENS}
 */
public record LengthDistribution(int min, int max) {
  /** Longest text that can be asked for. */
  public static final int MAX_TOKENS = 1_000_000;

  /** Description of the grammar, to follow "must be". */
  public static final String VALID_VALUES =
      "a number of tokens from 1 to 1,000,000, alone or with a spread: 1024, 1024±10%, 1024+-10%"
          + " or uniform:100-2000";

  private static final Pattern SPREAD =
      Pattern.compile("(\\d{1,7})(?:(?:±|\\+-|\\+/-)(\\d{1,2}(?:\\.\\d{1,3})?)%)?");
  private static final Pattern RANGE = Pattern.compile("uniform:(\\d{1,7})-(\\d{1,7})");

  public LengthDistribution {
    if (min < 1 || max < min || max > MAX_TOKENS) {
      throw new IllegalArgumentException("must be " + VALID_VALUES);
    }
  }

  /**
   * Parses {@code 1024}, {@code 1024±10%}, {@code 1024+-10%} or {@code uniform:100-2000}.
   *
   * @throws IllegalArgumentException with a reason that follows the value
   */
  public static LengthDistribution parse(String text) {
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      return ofRange(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
    }
    Matcher spread = SPREAD.matcher(text);
    if (!spread.matches()) {
      throw new IllegalArgumentException("must be " + VALID_VALUES);
    }
    int middle = Integer.parseInt(spread.group(1));
    int half = spread.group(2) == null ? 0 : percentOf(middle, spread.group(2));
    return new LengthDistribution(middle - half, middle + half);
  }

  private static LengthDistribution ofRange(int from, int to) {
    if (from > to) {
      throw new IllegalArgumentException(
          "the range begins with %,d, which is more than its end %,d".formatted(from, to));
    }
    return new LengthDistribution(from, to);
  }

  /** Rounds down, so that no length is farther away than the percentage. */
  private static int percentOf(int middle, String percent) {
    return new BigDecimal(percent)
        .multiply(BigDecimal.valueOf(middle))
        .movePointLeft(2)
        .setScale(0, RoundingMode.DOWN)
        .intValueExact();
  }

  /** Draws a length. */
  public int draw(SplittableRandom random) {
    return random.nextInt(min, max + 1);
  }

  /** Returns true if all lengths are equal. */
  public boolean isFixed() {
    return min == max;
  }
}
