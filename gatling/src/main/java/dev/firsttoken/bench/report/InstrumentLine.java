package dev.firsttoken.bench.report;

import dev.firsttoken.bench.samples.Calibration;
import java.util.Locale;

/** What the instrument itself adds to the numbers above it, for people. */
final class InstrumentLine {
  private static final int DATE = "2026-01-31".length();

  private InstrumentLine() {}

  /** All that was measured of it, and when. */
  static String of(Calibration calibration) {
    return String.format(
        Locale.ROOT,
        "instrument: TTFT %s ms (p99 %s), transit p50 %s, p99 %s ms at %d streams; %s"
            + " (calibrated %s)",
        added(calibration.ttftBiasP50Nanos()),
        added(calibration.ttftBiasP99Nanos()),
        Numbers.millis(calibration.transitP50Nanos()),
        Numbers.millis(calibration.transitP99Nanos()),
        calibration.streams(),
        ceiling(calibration.ceilingEventsPerSecond()),
        date(calibration.at()));
  }

  /** Its part in a median TTFT: {@code (instrument +0.30)}, in milliseconds. */
  static String inTtft(Calibration calibration) {
    return "(instrument " + added(calibration.ttftBiasP50Nanos()) + ")";
  }

  /** In milliseconds, with its sign: a bias is a difference. */
  private static String added(long nanos) {
    return String.format(Locale.ROOT, "%+.2f", nanos / 1e6);
  }

  private static String ceiling(double eventsPerSecond) {
    return eventsPerSecond > 0
        ? String.format(Locale.ROOT, "good to %,.0f events/s", eventsPerSecond)
        : "good to no load that was tried";
  }

  private static String date(String at) {
    return at.substring(0, Math.min(DATE, at.length()));
  }
}
