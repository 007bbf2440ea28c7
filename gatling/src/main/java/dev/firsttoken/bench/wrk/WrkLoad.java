package dev.firsttoken.bench.wrk;

import org.jspecify.annotations.Nullable;

/**
 * Load of one run.
 *
 * @param rate requests per second, or null if the tool knows no rate
 * @param durationSeconds duration that the tool is given
 * @param connections connections that the tool is given
 * @param threads threads of the tool, at most {@code connections}
 * @param timeoutSeconds time limit of a request
 */
public record WrkLoad(
    @Nullable Integer rate, int durationSeconds, int connections, int threads, int timeoutSeconds) {

  /** Returns the connections that the tool opens: as many in each thread as in any other. */
  public int openedConnections() {
    return connections / threads * threads;
  }

  WrkLoad withoutRate() {
    return new WrkLoad(null, durationSeconds, connections, threads, timeoutSeconds);
  }

  WrkLoad withDuration(int seconds) {
    return new WrkLoad(rate, seconds, connections, threads, timeoutSeconds);
  }
}
