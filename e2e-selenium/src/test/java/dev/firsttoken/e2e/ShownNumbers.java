package dev.firsttoken.e2e;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as the pages write them. */
final class ShownNumbers {
  private ShownNumbers() {}

  /** Writes a number below 1,000 with three digits. It is rounded by its exact value, as there. */
  static String format(double value) {
    int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }
}
