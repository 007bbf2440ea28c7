package dev.firsttoken.bench.compare;

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

  /** Returns its numbers at a load, or null if it was not measured there. */
  public @Nullable LoadComparison level(String load) {
    return levels.stream().filter(level -> level.load().equals(load)).findFirst().orElse(null);
  }
}
