package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.RunHeader;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Time that the instrument itself may add. A smaller difference counts as none, whatever its
 * interval says.
 *
 * @param calibrations of the runs that are known
 * @param isKnown whether every run was calibrated
 */
public record MeasurementError(List<Calibration> calibrations, boolean isKnown) {
  /** Assumed without a calibration. */
  public static final long UNKNOWN_ERROR_NANOS = 100_000;

  static MeasurementError of(List<RunHeader> headers) {
    List<Calibration> calibrations =
        headers.stream().map(RunHeader::calibration).filter(Objects::nonNull).toList();
    return new MeasurementError(calibrations, calibrations.size() == headers.size());
  }

  /** Returns true if the difference of two values can't be told from the instrument's error. */
  boolean hides(RoundMetric metric, double value, double otherValue) {
    return Math.abs(value - otherValue) < millis(metric);
  }

  /** Returns the error in milliseconds; 0 for a metric that is no time of a clock. */
  double millis(RoundMetric metric) {
    return switch (metric) {
      case TTFT_P50, DUR_P50 -> largest(Calibration::ttftBiasP50Nanos);
      case TTFT_P95, TTFT_P99, DUR_P95, DUR_P99 -> largest(Calibration::ttftBiasP99Nanos);
      case ICL_P50, TPOT_P50, TRANSIT_P50, DUE_DELAY_P50 -> largest(Calibration::transitP50Nanos);
      case ICL_P95, ICL_P99, TPOT_P95, TRANSIT_P95, TRANSIT_P99, DUE_DELAY_P99 ->
          largest(Calibration::transitP99Nanos);
      case LATENESS_P50,
          LATENESS_P99,
          RPS,
          TPS,
          CPU_PER_100K_FRAMES,
          CPU_PER_100K_REQUESTS,
          PEAK_RSS_BYTES ->
          0;
    };
  }

  private double largest(ToLongFunction<Calibration> error) {
    long assumed = isKnown ? 0 : UNKNOWN_ERROR_NANOS;
    long nanos =
        calibrations.stream()
            .mapToLong(calibration -> Math.abs(error.applyAsLong(calibration)))
            .reduce(assumed, Math::max);
    return nanos / 1e6;
  }
}
