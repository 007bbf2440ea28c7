package dev.firsttoken.proxy.perf;

import dev.firsttoken.proxy.chaos.Attack;
import dev.firsttoken.proxy.chaos.SteadyStreams;
import dev.firsttoken.proxy.chaos.Uploads;
import dev.firsttoken.proxy.testing.ForkedProxy;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.proxy.testing.ScrapedMetrics;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures what hostile clients cost the others: 50 streams and two ordinary requests every 50 ms
 * run for ten seconds without the attack, then for ten seconds beside it.
 */
final class AttackCost {
  private static final int STREAMS = 50;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long REQUEST_INTERVAL_MILLIS = 50;
  private static final String LAG_BUCKET = "chat_event_loop_lag_ms_bucket{";

  private AttackCost() {}

  public static void main(String[] args) throws Exception {
    System.out.println(
        "| attack | event loop lag, ms: without | with | longest gap of a stream, ms: without |"
            + " with | slowest request, ms: without | with | resident MB: before | with | 10 s"
            + " after |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    for (Attack attack : Attack.values()) {
      measure(attack);
    }
  }

  private static void measure(Attack attack) throws Exception {
    try (ScriptedServer upstream = ScriptedServer.running(Uploads::respond);
        ForkedProxy proxy =
            ForkedProxy.start(
                Map.of(
                    "LLM_BASE_URL",
                    upstream.baseUrl().replace("127.0.0.1", "localhost") + "/v1",
                    "LLM_MODEL",
                    "m"));
        SteadyStreams streams = SteadyStreams.start(proxy.port(), STREAMS)) {
      observe(proxy, streams); // warm-up
      Window without = observe(proxy, streams);
      long before = proxy.residentBytes();
      Window with;
      long during;
      AutoCloseable running = attack.start(proxy.port());
      try {
        with = observe(proxy, streams);
        during = proxy.residentBytes();
      } finally {
        running.close();
      }
      observe(proxy, streams);
      streams.stop();
      System.out.printf(
          "| %s | %s | %s | %d | %d | %d | %d | %d | %d | %d |%n",
          attack.description(),
          without.lag(),
          with.lag(),
          without.gapMillis(),
          with.gapMillis(),
          without.requestMillis(),
          with.requestMillis(),
          before >> 20,
          during >> 20,
          proxy.residentBytes() >> 20);
    }
  }

  /** What ordinary clients saw in one window. */
  private record Window(String lag, long gapMillis, long requestMillis) {}

  private static Window observe(ForkedProxy proxy, SteadyStreams streams)
      throws IOException, InterruptedException {
    ScrapedMetrics before = proxy.scrape();
    streams.takeMaxGapNanos();
    long slowestNanos = 0;
    long startNanos = System.nanoTime();
    while (System.nanoTime() - startNanos < WINDOW_NANOS) {
      long sentNanos = System.nanoTime();
      RawClient.request(proxy.port(), Requests.to("GET /health"));
      RawClient.request(proxy.port(), Requests.to("POST /v1/embeddings", "X-Client: ordinary"));
      slowestNanos = Math.max(slowestNanos, System.nanoTime() - sentNanos);
      TimeUnit.MILLISECONDS.sleep(REQUEST_INTERVAL_MILLIS);
    }
    return new Window(
        maxLag(before, proxy.scrape()),
        TimeUnit.NANOSECONDS.toMillis(streams.takeMaxGapNanos()),
        TimeUnit.NANOSECONDS.toMillis(slowestNanos));
  }

  /** The bucket of the longest lag between two scrapes. */
  private static String maxLag(ScrapedMetrics before, ScrapedMetrics after) {
    double all = 0;
    for (String series : after.values().keySet()) {
      if (series.startsWith(LAG_BUCKET)) {
        all = Math.max(all, after.value(series) - before.value(series));
      }
    }
    double max = Double.POSITIVE_INFINITY;
    for (String series : after.values().keySet()) {
      if (series.startsWith(LAG_BUCKET) && after.value(series) - before.value(series) == all) {
        String bound = series.replaceAll(".*le=\"([^\"]+)\".*", "$1");
        max = Math.min(max, bound.equals("+Inf") ? max : Double.parseDouble(bound));
      }
    }
    return "≤ " + Math.round(max);
  }
}
