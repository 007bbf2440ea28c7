package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.summary.NumberFormats;
import java.util.Locale;

/** Line that says what the bench itself adds to the numbers above it. */
public final class CalibrationLine {
  private static final int DATE_LENGTH = "2026-01-31".length();

  private CalibrationLine() {}

  /** Formats the whole calibration and its date. */
  public static String format(Calibration calibration) {
    return String.format(
        Locale.ROOT,
        "instrument: TTFT %s ms (p99 %s), transit p50 %s, p99 %s ms at %s; %s" + " (calibrated %s)",
        formatBias(calibration.ttftBiasP50Nanos()),
        formatBias(calibration.ttftBiasP99Nanos()),
        NumberFormats.formatMillis(calibration.transitP50Nanos()),
        NumberFormats.formatMillis(calibration.transitP99Nanos()),
        NumberFormats.formatCount(calibration.streams(), "stream"),
        formatCeiling(calibration.ceilingEventsPerSecond()),
        formatDate(calibration.at()));
  }

  /** Formats the bias of a median TTFT in milliseconds: {@code (instrument +0.30)}. */
  static String formatTtftBias(Calibration calibration) {
    return "(instrument " + formatBias(calibration.ttftBiasP50Nanos()) + ")";
  }

  /** Formats milliseconds with their sign, because a bias is a difference. */
  private static String formatBias(long nanos) {
    return String.format(Locale.ROOT, "%+.2f", nanos / 1e6);
  }

  private static String formatCeiling(double eventsPerSecond) {
    return eventsPerSecond > 0
        ? String.format(Locale.ROOT, "accurate up to %,.0f events/s", eventsPerSecond)
        : "not accurate at any load tried";
  }

  private static String formatDate(String at) {
    return at.substring(0, Math.min(DATE_LENGTH, at.length()));
  }
}
