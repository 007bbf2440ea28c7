package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * End of a level, with counts and costs that are recorded independently of the samples. Checks
 * compare the two. Costs cover the measured window: from the send of the first measured request to
 * the end of the last one.
 *
 * @param level index of the level
 * @param warmup number of warm-up requests started
 * @param ramp number of requests started during the ramp
 * @param sent number of measured requests started
 * @param inFlight requests in flight in the open model, and of plain GET requests; else null,
 *     because the plan of a closed level gives their number
 * @param client cost of the bench itself, or null if not measured
 * @param server cost of the server, or null if its processes are unknown
 * @param metrics changes of the server's own metrics, or null if they were not read
 */
public record LevelEnd(
    int level,
    int warmup,
    int ramp,
    int sent,
    @Nullable InFlight inFlight,
    @Nullable ClientCost client,
    @Nullable ServerCost server,
    @JsonProperty("says") @Nullable ServerMetrics metrics)
    implements Entry {

  /** Returns the same end with another number of warm-up requests. */
  public LevelEnd withWarmup(int count) {
    return new LevelEnd(level, count, ramp, sent, inFlight, client, server, metrics);
  }

  /**
   * Requests in flight, counted at each start and end of a request.
   *
   * @param fromNanos start of the count, on the monotonic clock
   * @param toNanos end of the count, on the monotonic clock
   * @param requestNanos integral of the count over that time, in requests × nanoseconds
   * @param max highest number of requests in flight at once
   */
  public record InFlight(
      long fromNanos, long toNanos, long requestNanos, @JsonProperty("most") int max) {}

  /**
   * Cost of the bench's own process in the measured window.
   *
   * @param windowNanos length of the window
   * @param cpuNanos user and system CPU time of the process
   * @param loops number of event loops that carried load
   * @param busiestLoopNanos CPU time of the busiest event loop
   * @param loopDelayP99Nanos delay of a task that each event loop schedules every 20 ms, 99th
   *     percentile over all loops
   * @param loopDelayMaxNanos the same, maximum
   * @param gcs number of garbage collections
   * @param gcNanos time of garbage collections, including phases concurrent with the program
   * @param safepoints number of safepoints, or null if the JVM doesn't report them
   * @param safepointNanos time that the JVM was stopped, garbage collections included, rounded to
   *     milliseconds, or null if the JVM doesn't report it
   * @param stealShare CPU steal as a share (0 to 1) of the window over all cores, or null if the
   *     system doesn't report it
   */
  public record ClientCost(
      long windowNanos,
      long cpuNanos,
      int loops,
      long busiestLoopNanos,
      long loopDelayP99Nanos,
      @JsonProperty("loop_delay_most_nanos") long loopDelayMaxNanos,
      long gcs,
      long gcNanos,
      @Nullable Long safepoints,
      @Nullable Long safepointNanos,
      @Nullable Double stealShare) {}

  /**
   * Cost of the server's process and its descendants in the measured window.
   *
   * @param windowNanos length of the window
   * @param cpuNanos user and system CPU time, in steps of 10 ms. Processes that ended are included
   *     as far as they were observed or their parents collected them
   * @param peakRssBytes highest resident memory of all processes together; shared pages count once
   *     per process
   * @param threads highest number of threads at once
   * @param processes highest number of processes at once
   * @param foundBy how the process was found: {@code pid 4711} or {@code port 8080}
   */
  public record ServerCost(
      long windowNanos,
      long cpuNanos,
      long peakRssBytes,
      int threads,
      int processes,
      String foundBy) {}

  /**
   * Changes of the server's own metrics in the measured window.
   *
   * @param from URL of the metrics
   * @param counters increase of each counter, summed over its labels; unchanged and reset counters
   *     are left out
   * @param ttftName name of the TTFT histogram, or null if none is known or it was reset
   * @param ttftCount observations of that histogram in the window
   * @param ttftMeanMillis mean TTFT, or null without observations
   * @param ttftP50Millis upper bound of the bucket with the median, or null without observations or
   *     above the last bound
   * @param ttftP95Millis the same for the 95th percentile
   */
  public record ServerMetrics(
      String from,
      Map<String, Double> counters,
      @Nullable String ttftName,
      long ttftCount,
      @Nullable Double ttftMeanMillis,
      @Nullable Double ttftP50Millis,
      @Nullable Double ttftP95Millis) {}
}
