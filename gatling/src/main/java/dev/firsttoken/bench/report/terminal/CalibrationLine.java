package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.samples.Calibration;
import java.util.Locale;

/** What the instrument itself adds to the numbers above it, for people. */
public final class CalibrationLine {
  private static final int DATE_LENGTH = "2026-01-31".length();

  private CalibrationLine() {}

  /** All that was measured of it, and when. */
  public static String format(Calibration calibration) {
    return String.format(
        Locale.ROOT,
        "instrument: TTFT %s ms (p99 %s), transit p50 %s, p99 %s ms at %d streams; %s"
            + " (calibrated %s)",
        formatBias(calibration.ttftBiasP50Nanos()),
        formatBias(calibration.ttftBiasP99Nanos()),
        NumberFormats.formatMillis(calibration.transitP50Nanos()),
        NumberFormats.formatMillis(calibration.transitP99Nanos()),
        calibration.streams(),
        formatCeiling(calibration.ceilingEventsPerSecond()),
        formatDate(calibration.at()));
  }

  /** Its part in a median TTFT: {@code (instrument +0.30)}, in milliseconds. */
  static String formatTtftBias(Calibration calibration) {
    return "(instrument " + formatBias(calibration.ttftBiasP50Nanos()) + ")";
  }

  /** In milliseconds, with its sign: a bias is a difference. */
  private static String formatBias(long nanos) {
    return String.format(Locale.ROOT, "%+.2f", nanos / 1e6);
  }

  private static String formatCeiling(double eventsPerSecond) {
    return eventsPerSecond > 0
        ? String.format(Locale.ROOT, "good to %,.0f events/s", eventsPerSecond)
        : "good to no load that was tried";
  }

  private static String formatDate(String at) {
    return at.substring(0, Math.min(DATE_LENGTH, at.length()));
  }
}
