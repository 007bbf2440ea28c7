package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.core.metrics.Histogram;

/**
 * Times within a request, in milliseconds by model. The server contract fixes the first three and
 * their buckets.
 */
final class RequestTimes {
  private static final double[] REQUEST_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000
  };

  /** Finest below 1 ms, where a healthy proxy stays. */
  private static final double[] OVERHEAD_MILLIS = {
    0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 50, 250, 1000
  };

  private static final double[] GAP_MILLIS = {
    0.1, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000, 2500, 10_000
  };

  final Histogram ttft;
  final Histogram duration;
  final Histogram upstreamHeaders;
  final Histogram overhead;
  final LoopHistogram chunkRelay;
  final LoopHistogram icl;

  RequestTimes(MetricFactory metrics) {
    ttft =
        metrics.histogram(
            "chat_ttft_ms",
            "Time from request headers read to first content event sent.",
            REQUEST_MILLIS,
            "model");
    duration =
        metrics.histogram(
            "chat_duration_ms",
            "Time from request headers read to last byte sent.",
            REQUEST_MILLIS,
            "model");
    upstreamHeaders =
        metrics.histogram(
            "chat_upstream_headers_ms",
            "Time from request headers read to upstream response headers read.",
            REQUEST_MILLIS,
            "model");
    overhead =
        metrics.histogram(
            "chat_overhead_ms",
            "Time of a relayed request spent inside the proxy, excluding waits on sockets.",
            OVERHEAD_MILLIS,
            "model");
    chunkRelay =
        metrics.loopHistogram(
            "chat_chunk_relay_ms",
            "Time from a read from the upstream to its write to the client.",
            OVERHEAD_MILLIS);
    icl =
        metrics.loopHistogram(
            "chat_icl_ms",
            "Inter-chunk latency: time between consecutive content events.",
            GAP_MILLIS);
  }
}
