package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.samples.Sample.NONE;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as results hold them: rounded, or null if there is none. */
public final class JsonNumbers {
  private JsonNumbers() {}

  /** Converts nanoseconds to milliseconds, and likewise millionths to ones. */
  public static @Nullable BigDecimal millis(long nanos) {
    return nanos == NONE ? null : BigDecimal.valueOf(nanos, 6).setScale(3, RoundingMode.HALF_UP);
  }

  public static @Nullable BigDecimal rate(double perSecond) {
    return rounded(perSecond, 3);
  }

  /** Rounds a ratio to four decimals: a ten-thousandth is less than any run can tell. */
  public static @Nullable BigDecimal ratio(double ratio) {
    return rounded(ratio, 4);
  }

  private static @Nullable BigDecimal rounded(double value, int decimals) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP)
        : null;
  }

  static @Nullable Long countOrNull(long value) {
    return value == NONE ? null : value;
  }
}
