package dev.firsttoken.bench.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pages of Prometheus that show a server at once. */
public final class WatchLinks {
  private static final String RANGE = "15m";
  private static final List<String> EXPRESSIONS =
      List.of(
          "histogram_quantile(0.95, sum by (le) (rate(chat_ttft_ms_bucket[1m])))",
          "sum by (status) (rate(chat_requests_total[1m]))",
          "sum(chat_in_flight)");

  private WatchLinks() {}

  /** Graphs of the TTFT, the requests by status and the requests in flight. */
  public static URI graphs(URI prometheus) {
    return prometheus.resolve(
        "/graph?"
            + IntStream.range(0, EXPRESSIONS.size())
                .mapToObj(
                    index ->
                        "g%d.expr=%s&g%d.tab=0&g%d.range_input=%s"
                            .formatted(
                                index,
                                URLEncoder.encode(EXPRESSIONS.get(index), UTF_8),
                                index,
                                index,
                                RANGE))
                .collect(Collectors.joining("&")));
  }

  /** The alerts and their states. */
  public static URI alerts(URI prometheus) {
    return prometheus.resolve("/alerts");
  }
}
