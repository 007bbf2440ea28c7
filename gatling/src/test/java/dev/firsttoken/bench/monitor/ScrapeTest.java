package dev.firsttoken.bench.monitor;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.monitor.Scrape.Limits;
import dev.firsttoken.bench.samples.LevelEnd.ServerMetrics;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScrapeTest {
  private static final Limits GENEROUS_LIMITS = new Limits(Duration.ofMinutes(1), 1_024);

  private static final String BEFORE =
      """
      # TYPE chat_requests_total counter
      chat_requests_total 10
      # TYPE chat_ttft_ms histogram
      chat_ttft_ms_bucket{le="25.0"} 10
      chat_ttft_ms_bucket{le="+Inf"} 10
      chat_ttft_ms_sum 100
      chat_ttft_ms_count 10
      """;
  private static final String AFTER =
      """
      # TYPE chat_requests_total counter
      chat_requests_total 110
      # TYPE chat_ttft_ms histogram
      chat_ttft_ms_bucket{le="25.0"} 70
      chat_ttft_ms_bucket{le="+Inf"} 110
      chat_ttft_ms_sum 2100
      chat_ttft_ms_count 110
      """;

  @Test
  void deltaHoldsTheIncreaseBetweenTwoScrapes() {
    Iterator<String> responses = List.of(BEFORE, AFTER).iterator();
    try (ScriptedServer server =
        ScriptedServer.running(
            peer -> {
              if (peer.readRequest() != null) {
                peer.send(metrics(responses.next()));
              }
            })) {
      URI url = URI.create(server.baseUrl() + "/metrics");
      Scrape before = scrape(url);
      Scrape after = scrape(url);

      assertThat(before.deltaTo(after))
          .isEqualTo(
              new ServerMetrics(
                  url.toString(),
                  Map.of("chat_requests_total", 100.0),
                  "chat_ttft_ms",
                  100,
                  20.0,
                  25.0,
                  null));
      assertThat(server.requests())
          .allSatisfy(
              request -> {
                assertThat(request.headers()).startsWith("GET /metrics HTTP/1.1");
                assertThat(request.header("accept")).isEqualTo("text/plain;version=0.0.4");
              });
    }
  }

  @Test
  void everyOtherResponseYieldsAReason() {
    assertMissing(plain("404 Not Found", "text/plain", "up 1"), "status 404");
    assertMissing(
        "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n", "status 302");
    assertMissing(
        plain("200 OK", "text/html", "<!doctype html>"),
        "line 1: expected a metric's name, found <!doctype html>");
    assertMissing(metrics(""), "it contains no samples");
    assertMissing("\u0000\u0001\r\n\r\n", "Invalid status line: \"\u0000\u0001\"");
  }

  @Test
  void connectionClosedWithoutAResponseYieldsAReason() {
    try (ScriptedServer server = ScriptedServer.running(peer -> peer.readRequest())) {
      assertThat(missingReason(server, GENEROUS_LIMITS)).isNotEmpty();
    }
  }

  @Test
  void responseIsReadUpToItsLimitAndNotBeyond() {
    String max = "up 1\n" + "#".repeat(1_024 - 5);

    assertThat(missingReason(metrics(max), GENEROUS_LIMITS)).isNull();
    assertThat(missingReason(metrics(max + "#"), GENEROUS_LIMITS))
        .isEqualTo("body exceeds capacity: 1024");
  }

  @Test
  void endlessResponseTimesOut() {
    try (ScriptedServer server =
        ScriptedServer.running(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nup 1\n");
              peer.awaitClose();
            })) {
      assertThat(missingReason(server, new Limits(Duration.ofMillis(10), 1_024)))
          .isEqualTo("no response within 10 ms");
    }
  }

  @Test
  void invalidUrlYieldsAReason() {
    assertThat(Scrape.fetch(URI.create("ftp://127.0.0.1/metrics"), ScrapeAuth.ANONYMOUS).missing())
        .isEqualTo("no metrics from ftp://127.0.0.1/metrics: invalid URI scheme ftp");
    assertThat(Scrape.fetch(URI.create("/metrics"), ScrapeAuth.ANONYMOUS).missing())
        .isEqualTo("no metrics from /metrics: the URL must start with http:// or https://");
  }

  private static String metrics(String text) {
    return plain("200 OK", "text/plain; version=0.0.4", text);
  }

  private static Scrape scrape(URI url) {
    Lookup<Scrape> lookup = Scrape.fetch(url, ScrapeAuth.ANONYMOUS, GENEROUS_LIMITS);
    return requireNonNull(lookup.value(), () -> "missing: " + lookup.missing());
  }

  private static void assertMissing(String response, String reason) {
    assertThat(missingReason(response, GENEROUS_LIMITS)).isEqualTo(reason);
  }

  private static @Nullable String missingReason(String response, Limits limits) {
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8))) {
      return missingReason(server, limits);
    }
  }

  @Test
  void secretOfTheUrlIsInNoMessage() {
    assertThat(
            Scrape.fetch(URI.create("ftp://h/metrics?token=s3cret"), ScrapeAuth.ANONYMOUS)
                .missing())
        .isEqualTo("no metrics from ftp://h/metrics?token=(given): invalid URI scheme ftp");
  }

  /** The reason without the URL before it, or null if nothing is missing. */
  private static @Nullable String missingReason(ScriptedServer server, Limits limits) {
    URI url = URI.create(server.baseUrl() + "/metrics");
    String reason = Scrape.fetch(url, ScrapeAuth.ANONYMOUS, limits).missing();
    String prefix = "no metrics from %s: ".formatted(url);
    assertThat(reason == null ? prefix : reason).startsWith(prefix);
    return reason == null ? null : reason.substring(prefix.length());
  }
}
