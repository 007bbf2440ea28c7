package dev.firsttoken.bench.timeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The course of a level, which its sums don't show.
 *
 * @param series null if no time has passed
 * @param slowest the slowest successful requests, the slowest first
 */
public record LevelTimeline(@Nullable Series series, List<SlowRequest> slowest) {
  /** The course of a level of which only the sums are known. */
  public static final LevelTimeline UNKNOWN = new LevelTimeline(null, List.of());

  public LevelTimeline {
    slowest = List.copyOf(slowest);
  }

  /** Returns this round of a level, and then the next one. */
  public LevelTimeline followedBy(LevelTimeline next) {
    Series first = series;
    Series second = next.series;
    if (first == null || second == null) {
      return new LevelTimeline(
          first == null ? second : first, SlowestRequests.merge(slowest, next.slowest));
    }
    long shift = first.nanos();
    List<SlowRequest> shifted =
        next.slowest.stream().map(request -> request.movedBy(shift)).toList();
    return new LevelTimeline(first.followedBy(second), SlowestRequests.merge(slowest, shifted));
  }
}
