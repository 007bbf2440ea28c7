package dev.firsttoken.bench.samples;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the load says of a level once it is over: the half of each check that the samples can't
 * give, as counted or measured beside them. Times are nanoseconds; the costs are of the measured
 * window, from the first measured request's send to the last one's end.
 *
 * @param level index of the level
 * @param warmup requests begun to warm up
 * @param ramp requests begun while the load climbed
 * @param sent measured requests begun
 * @param inFlight of the open model; null in the closed one, where the plan says it
 * @param client null where it was not measured
 * @param server null where the server's processes are not known
 * @param says null where the server's metrics were not read
 */
public record LevelEnd(
    int level,
    int warmup,
    int ramp,
    int sent,
    @Nullable InFlight inFlight,
    @Nullable ClientCost client,
    @Nullable ServerCost server,
    @Nullable ServerMetrics says)
    implements Entry {

  /**
   * Requests in flight, counted as they began and ended.
   *
   * @param fromNanos when the counting began, on the monotonic clock
   * @param toNanos when it ended
   * @param requestNanos the count's integral between them, request × nanoseconds
   * @param most at once
   */
  public record InFlight(long fromNanos, long toNanos, long requestNanos, int most) {}

  /**
   * What measuring cost this process.
   *
   * @param windowNanos length of the window
   * @param cpuNanos user and system time of the whole process
   * @param loops event loops that carried load
   * @param busiestLoopNanos CPU time of the busiest of them
   * @param loopDelayP99Nanos how much later than asked an event loop ran a task, of one every 20
   *     ms: 99th percentile over all loops
   * @param loopDelayMostNanos and the longest
   * @param gcs garbage collections
   * @param gcNanos their time, beside the program's own where a collector works so
   * @param safepoints null where the JVM doesn't tell
   * @param safepointNanos time in which the JVM stood still, collections included, in whole
   *     milliseconds; null where the JVM doesn't tell
   * @param stealShare time that the host gave to others, as a share of the window over all cores;
   *     null where the system doesn't tell
   */
  public record ClientCost(
      long windowNanos,
      long cpuNanos,
      int loops,
      long busiestLoopNanos,
      long loopDelayP99Nanos,
      long loopDelayMostNanos,
      long gcs,
      long gcNanos,
      @Nullable Long safepoints,
      @Nullable Long safepointNanos,
      @Nullable Double stealShare) {}

  /**
   * What serving cost the server's process and all below it.
   *
   * @param windowNanos length of the window
   * @param cpuNanos user and system time, in ticks of 10 ms; of processes that ended too, as far as
   *     it was seen or their parents were told
   * @param peakRssBytes the most resident memory that was seen, all processes together; what they
   *     share counts for each
   * @param threads the most at once
   * @param processes the most at once
   * @param foundBy {@code pid 4711} or {@code port 8080}
   */
  public record ServerCost(
      long windowNanos,
      long cpuNanos,
      long peakRssBytes,
      int threads,
      int processes,
      String foundBy) {}

  /**
   * What the server's own metrics say of the window.
   *
   * @param from their address
   * @param counters what each counter grew by, all its labels together; those that stood still or
   *     were set back are left out
   * @param ttftName the histogram that {@code ttft} is from; null where it has none that is known,
   *     or that was set back
   * @param ttftCount its observations in the window
   * @param ttftMeanMillis null of none
   * @param ttftP50Millis upper bound of the bucket that the median lies in; null of none or beyond
   *     the last bound
   * @param ttftP95Millis the same of the 95th percentile
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
