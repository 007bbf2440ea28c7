package dev.firsttoken.bench.wrk.output;

import org.jspecify.annotations.Nullable;

/**
 * Numbers that a tool printed at its end.
 *
 * @param latency of wrk2 the corrected latencies
 * @param uncorrected latencies of wrk2 that count from the send, or null if it printed none
 * @param requests complete responses, whatever their status
 * @param durationSeconds time that the load took
 * @param bytes bytes of the responses, headers included, as exactly as the tool prints them
 * @param requestsPerSecond complete responses per second
 * @param bytesPerSecond bytes per second
 */
public record WrkOutput(
    LatencyStats latency,
    @Nullable LatencyStats uncorrected,
    long requests,
    double durationSeconds,
    long bytes,
    WrkErrors errors,
    double requestsPerSecond,
    double bytesPerSecond) {

  /** Returns how many latencies the percentiles are of: wrk2 leaves out those of its first 10 s. */
  public long latencyCount() {
    return latency.count() == LatencyStats.UNKNOWN_COUNT ? requests : latency.count();
  }

  /**
   * Returns the responses with status 2xx or 3xx per second: a refusal is cheap, and no more work.
   */
  public double answeredPerSecond() {
    return requests == 0 ? 0 : requestsPerSecond * (requests - errors.status()) / requests;
  }

  /** Returns the share of the requests that failed; NaN without a request. */
  public double failedShare() {
    long socketErrors = errors.total() - errors.status();
    return (double) errors.total() / (requests + socketErrors);
  }
}
