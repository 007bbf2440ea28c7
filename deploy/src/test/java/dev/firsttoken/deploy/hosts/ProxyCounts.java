package dev.firsttoken.deploy.hosts;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import java.util.List;

/**
 * Counts of requests, as the proxies' counters have them or as the injectors' samples do.
 *
 * @param requests all that have ended
 * @param successes those with status 200 whose stream was complete
 * @param firstEvents streams that had a content event
 * @param tokens by the usage of the streams
 * @param bytes of the bodies, without framing
 */
record ProxyCounts(long requests, long successes, long firstEvents, long tokens, long bytes) {
  /** Returns what the proxies of a cluster have counted since they started. */
  static ProxyCounts of(BalancedProxies cluster) {
    return new ProxyCounts(
        cluster.sum("chat_requests_total"),
        cluster.sum("chat_requests_total", "status=\"200\""),
        cluster.sum("chat_ttft_ms_count"),
        cluster.sum("chat_tokens_total"),
        cluster.sum("chat_bytes_out_total"));
  }

  /** Returns what the same counters would be if they counted these requests. */
  static ProxyCounts seen(List<Sample> samples) {
    return new ProxyCounts(
        samples.size(),
        samples.stream().filter(sample -> sample.outcome() == Outcome.OK).count(),
        samples.stream().filter(sample -> sample.eventNanos().length > 0).count(),
        samples.stream().mapToLong(Sample::completionTokens).sum(),
        samples.stream().mapToLong(Sample::bytes).sum());
  }

  ProxyCounts minus(ProxyCounts earlier) {
    return new ProxyCounts(
        requests - earlier.requests,
        successes - earlier.successes,
        firstEvents - earlier.firstEvents,
        tokens - earlier.tokens,
        bytes - earlier.bytes);
  }
}
