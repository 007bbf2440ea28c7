package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.summary.NumberFormats;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One target of a comparison.
 *
 * @param url URL of its chat completions; empty if it was not started
 * @param startNanos time from its start to its first response, or null if it was not started here
 * @param failure sentence that says why it was not measured, or not to the end; null if it was
 * @param levels one entry for each load that it was measured at
 */
public record TargetComparison(
    String name,
    String url,
    @Nullable Long startNanos,
    @Nullable String failure,
    List<LoadComparison> levels) {

  static TargetComparison of(ComparedTargets compared, MeasuredTarget target) {
    return new TargetComparison(
        target.name(),
        target.url(),
        target.startNanos(),
        target.failure(),
        target.levels().values().stream()
            .map(level -> LoadComparison.of(compared, target.name(), level))
            .toList());
  }

  /**
   * Says how long it took to start and how much memory it had: {@code started in 1.5 s, peak memory
   * 200 MiB}. Empty if neither is known.
   */
  public String costText() {
    List<String> costs = new ArrayList<>();
    if (startNanos != null) {
      costs.add("started in %s s".formatted(NumberFormats.formatNumber(startNanos / 1e9)));
    }
    double peakBytes =
        levels.stream()
            .mapToDouble(level -> level.centre(RoundMetric.PEAK_RSS_BYTES))
            .filter(Double::isFinite)
            .max()
            .orElse(Double.NaN);
    if (Double.isFinite(peakBytes)) {
      costs.add("peak memory %.0f MiB".formatted(peakBytes / (1 << 20)));
    }
    return String.join(", ", costs);
  }

  /** Returns its numbers at a load, or null if it was not measured there. */
  public @Nullable LoadComparison level(String load) {
    return levels.stream().filter(level -> level.load().equals(load)).findFirst().orElse(null);
  }
}
