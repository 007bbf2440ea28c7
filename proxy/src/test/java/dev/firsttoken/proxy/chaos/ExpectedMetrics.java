package dev.firsttoken.proxy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.testing.ScrapedMetrics;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Expected metric values. How a request counts follows from its ticket alone; its bytes and tokens
 * follow from what the client received. A client that stays reads everything written to its socket,
 * because the proxy closes with a FIN. A client that disconnects has read everything that the
 * upstream had sent. So all values are exact.
 */
final class ExpectedMetrics {
  private static final Set<String> EXACT_SERIES =
      Set.of(
          "chat_requests_total",
          "chat_errors_total",
          "chat_stream_endings_total",
          "chat_tokens_total",
          "chat_bytes_out_total",
          "chat_route_requests_total",
          "chat_ttft_ms_count",
          "chat_duration_ms_count",
          "chat_in_flight",
          "chat_pool_active",
          "chat_pool_pending",
          "chat_label_overflow_total");

  private final TreeMap<String, Double> expected = new TreeMap<>();

  /** Adds a request that has ended. A list of models counts by its route only. */
  synchronized void expect(Ticket ticket, ReceivedResponse receivedResponse) {
    String status = label("status", ticket.expectedOutcome().status());
    add("chat_route_requests_total", label("route", ticket.route()), status, 1);
    // The model is known only when the request is complete.
    boolean incomplete = ticket.disconnectPoint() == DisconnectPoint.IN_REQUEST;
    if (!ticket.route().equals("models")) {
      expect(
          label("model", incomplete ? "other" : ChaosClient.MODEL),
          ticket.expectedOutcome(),
          receivedResponse);
    }
  }

  private void expect(
      String model, ExpectedOutcome expectedOutcome, ReceivedResponse receivedResponse) {
    add("chat_requests_total", model, label("status", expectedOutcome.status()), 1);
    add("chat_stream_endings_total", model, label("ending", expectedOutcome.ending()), 1);
    String reason = expectedOutcome.reason();
    if (reason != null) {
      add("chat_errors_total", model, label("reason", reason), 1);
    }
    add("chat_duration_ms_count", model, "", 1);
    add("chat_tokens_total", model, "", receivedResponse.tokens());
    add("chat_bytes_out_total", model, "", receivedResponse.bytes());
    add("chat_ttft_ms_count", model, "", receivedResponse.contentEvents() > 0 ? 1 : 0);
  }

  /** Compares the expected values with the proxy's counters, series by series. */
  void check(String scrape) {
    Map<String, Double> counted = new TreeMap<>();
    ScrapedMetrics.parse(scrape)
        .values()
        .forEach(
            (series, value) -> {
              if (EXACT_SERIES.contains(series.replaceAll("\\{.*", "")) && value != 0) {
                counted.put(series, value);
              }
            });
    assertThat(counted).containsExactlyInAnyOrderEntriesOf(expected);
  }

  /** Adds to a series. Labels are sorted by name, and {@code runtime} is always one of them. */
  private void add(String name, String firstLabel, String secondLabel, double value) {
    String labels =
        Stream.of(firstLabel, secondLabel, label("runtime", "micronaut"))
            .filter(label -> !label.isEmpty())
            .sorted()
            .collect(Collectors.joining(","));
    if (value > 0) {
      expected.merge(name + "{" + labels + "}", value, Double::sum);
    }
  }

  private static String label(String name, Object value) {
    return name + "=\"" + value + "\"";
  }
}
