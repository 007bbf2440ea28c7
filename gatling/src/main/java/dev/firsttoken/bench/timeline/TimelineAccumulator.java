package dev.firsttoken.bench.timeline;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.RequestTimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accumulates the samples of one round of a level into its {@link LevelTimeline}. */
public final class TimelineAccumulator {
  private final int round;
  private SeriesAccumulator series = new SeriesAccumulator();
  private SlowestRequests slowest = new SlowestRequests();

  /** The timeline of everything added so far, or null if something was added since. */
  private @Nullable LevelTimeline closed;

  /**
   * @param round number of the round, from 1
   */
  public TimelineAccumulator(int round) {
    this.round = round;
  }

  /**
   * Adds a sample; only measured requests count.
   *
   * @param times those of a response that succeeded, else null
   */
  public void add(Sample sample, @Nullable RequestTimes times) {
    if (!sample.isMeasured()) {
      return;
    }
    closed = null;
    series.add(sample, times);
    // A plain GET request has no content event: it is counted, and has no course to show.
    if (times != null && sample.eventNanos().length > 0) {
      slowest.add(sample, times, round);
    }
  }

  /** Releases what only further samples would need: none follows the end of a level. */
  public void end() {
    closed = close();
    series = new SeriesAccumulator();
    slowest = new SlowestRequests();
  }

  /** Returns the timeline so far. */
  public LevelTimeline close() {
    LevelTimeline timeline = closed;
    if (timeline == null) {
      long start = series.firstSend();
      List<SlowRequest> requests =
          slowest.close().stream().map(request -> request.movedBy(-start)).toList();
      timeline = new LevelTimeline(series.close(), requests);
      closed = timeline;
    }
    return timeline;
  }
}
