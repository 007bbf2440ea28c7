package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circuit breaker of an upstream: when it opens, how it rejects and how it closes again. */
class BreakerTest extends ProxyFixture {
  private static final String NEVER = "86400000";

  private final HeaderScriptedUpstream script = new HeaderScriptedUpstream();

  private final ScriptedServer upstream = upstreamRunning(script::run);

  /** A proxy whose breaker opens if two of four requests fail. */
  private ProxyUnderTest proxy(String openMillis) {
    return proxy(openMillis, "60000");
  }

  private ProxyUnderTest proxy(String openMillis, String firstTokenMillis) {
    return proxyTo(
        upstream,
        "BREAKER_MIN_REQUESTS",
        "4",
        "BREAKER_OPEN_MS",
        openMillis,
        "BREAKER_WINDOW_MS",
        "60000",
        "LLM_FIRST_TOKEN_TIMEOUT_MS",
        firstTokenMillis,
        "ALLOW_PRIVATE_UPSTREAMS",
        "true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"reset", "close", "garbage", "500", "503", "cut in the headers", "silent"})
  void breakerOpensOnceHalfHasFailedAndSendsNothing(String how) throws IOException {
    ProxyUnderTest proxy = proxy(NEVER, how.equals("silent") ? "2000" : "60000");
    sendRequests(proxy, "", 2);
    sendRequests(proxy, how, 2);
    int requestCount = upstream.requests().size();
    RawClient.Response response = RawClient.request(proxy.port(), chat());

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("retry-after")).as("seconds left of a day").matches("86[34]\\d\\d");
    assertThat(response.text()).contains("\"code\":\"breaker_open\"");
    assertThat(upstream.requests()).hasSize(requestCount);
    assertThat(proxy.sum("chat_errors_total", "reason=\"breaker_open\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_stream_endings_total", "ending=\"rejected\"")).isEqualTo(1);
    assertThat(openBreakers(proxy)).isEqualTo(1);
    assertThat(healthStatus(proxy, "/ready")).isEqualTo(503);
    assertThat(healthStatus(proxy, "/live")).isEqualTo(200);
    assertThat(healthStatus(proxy, "")).isEqualTo(200);
  }

  @Test
  void breakerOpensIfTheUpstreamIsUnreachable() throws IOException {
    upstream.close();
    ProxyUnderTest proxy = proxy(NEVER);
    for (int i = 0; i < 4; i++) {
      assertThat(RawClient.request(proxy.port(), chat()).status()).isEqualTo(502);
    }
    assertThat(isBreakerOpen(proxy)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "cut in a chunk", "bad chunk"})
  void brokenStreamCountsAsAFailureDespiteItsHeaders(String how) throws IOException {
    ProxyUnderTest proxy = proxy(NEVER);
    sendRequests(proxy, how, 1);
    assertThat(healthStatus(proxy, "/ready")).isEqualTo(200);
    sendRequests(proxy, how, 1);

    assertThat(isBreakerOpen(proxy)).isTrue();
  }

  @Test
  void breakerStaysClosedBelowItsThresholds() throws IOException {
    ProxyUnderTest proxy = proxy(NEVER);
    sendRequests(proxy, "reset", 3);
    ProxyUnderTest mostlyServed = proxy(NEVER);
    sendRequests(mostlyServed, "", 10);
    sendRequests(mostlyServed, "reset", 8);

    assertThat(isBreakerOpen(mostlyServed)).isFalse();
    assertThat(healthStatus(proxy, "/ready")).isEqualTo(200);
    assertThat(isBreakerOpen(proxy)).isFalse();
  }

  @Test
  void brokenRouteStopsNoOther() throws IOException {
    ProxyUnderTest proxy = proxy(NEVER);
    for (int i = 0; i < 25; i++) {
      RawClient.request(proxy.port(), to("POST /v1/embeddings", "X-Do: 500"));
    }

    assertThat(RawClient.request(proxy.port(), to("POST /v1/embeddings")).text())
        .contains("breaker_open");
    assertThat(healthStatus(proxy, "/ready")).isEqualTo(200);
    assertThat(openBreakers(proxy)).isEqualTo(1);
    assertThat(isBreakerOpen(proxy)).isFalse();
  }

  @Test
  void brokenModelStopsNoOther() throws IOException {
    ProxyUnderTest proxy = proxy(NEVER);
    String badModel = chat("X-Do: 500").replace("\"m\"", "\"b\"");
    for (int i = 0; i < 25; i++) {
      RawClient.request(proxy.port(), badModel);
    }

    assertThat(RawClient.request(proxy.port(), badModel).text()).contains("breaker_open");
    assertThat(healthStatus(proxy, "/ready")).isEqualTo(200);
    assertThat(isBreakerOpen(proxy)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"400", "404", "429", "302", "501", "505"})
  void statusThatTellsOfTheRequestIsNoFailure(String status) throws IOException {
    ProxyUnderTest proxy = proxy(NEVER);
    sendRequests(proxy, status, 20);

    assertThat(healthStatus(proxy, "/ready")).isEqualTo(200);
    assertThat(isBreakerOpen(proxy)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait", "wait amid"})
  void disconnectedClientsAreNoFailure(String when) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "BREAKER_MIN_REQUESTS", "4", "BREAKER_OPEN_MS", NEVER);
    for (int i = 0; i < 10; i++) {
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(chat("X-Do: " + when));
        if (when.equals("wait")) {
          int requestCount = i + 1;
          eventually("request received", () -> upstream.requests().size() == requestCount);
        } else {
          client.readHeaders();
          client.readChunk();
        }
      }
      proxy.awaitIdle();
    }
    script.release(10);

    assertThat(proxy.sum("chat_requests_total", "status=\"499\"")).isEqualTo(10);
    assertThat(isBreakerOpen(proxy)).isFalse();
  }

  @Test
  void ownRejectionsAreNoFailure() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(
            upstream,
            "BREAKER_MIN_REQUESTS",
            "2",
            "LLM_MAX_CONNECTIONS",
            "1",
            "LLM_POOL_TIMEOUT_MS",
            "20");
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      eventually("request received", () -> upstream.requests().size() == 1);
      for (int i = 0; i < 5; i++) {
        assertThat(RawClient.request(proxy.port(), chat()).text()).contains("overloaded");
        assertThat(RawClient.request(proxy.port(), RawClient.chat("x")).status()).isEqualTo(400);
      }
      script.release(1);
      assertThat(first.read().complete()).isTrue();
    }
    assertThat(isBreakerOpen(proxy)).isFalse();
  }

  @Test
  void oneRequestProbesAndItsResponseClosesTheBreaker() throws Exception {
    ProxyUnderTest proxy = proxy("200");
    sendRequests(proxy, "reset", 4);
    try (RawClient probe = startProbe(proxy, "wait")) {
      for (int i = 0; i < 5; i++) {
        assertThat(RawClient.request(proxy.port(), chat()).text()).contains("breaker_open");
      }
      assertThat(upstream.requests()).hasSize(5);
      script.release(1);
      assertThat(probe.read().status()).isEqualTo(200);
    }
    sendRequests(proxy, "", 5);
    assertThat(upstream.requests()).hasSize(10);
    assertThat(healthStatus(proxy, "/ready")).isEqualTo(200);
  }

  @Test
  void failedProbeReopensTheBreaker() throws Exception {
    ProxyUnderTest proxy = proxy("1000");
    sendRequests(proxy, "reset", 4);
    try (RawClient probe = startProbe(proxy, "reset")) {
      assertThat(probe.read().status()).isEqualTo(502);
    }
    assertThat(RawClient.request(proxy.port(), chat()).text()).contains("breaker_open");
    assertThat(upstream.requests()).hasSize(5);
  }

  @Test
  void disconnectedProbeLetsTheNextRequestProbe() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(
            upstream,
            "BREAKER_MIN_REQUESTS",
            "4",
            "BREAKER_OPEN_MS",
            "100",
            "BREAKER_WINDOW_MS",
            "60000");
    sendRequests(proxy, "reset", 4);
    startProbe(proxy, "wait").reset();
    proxy.awaitIdle();

    assertThat(RawClient.request(proxy.port(), chat()).status()).isEqualTo(200);
    script.release(1);
  }

  /** Or nobody would be sent here any more to probe. */
  @Test
  void serverIsReadyOnceItWouldProbe() throws IOException {
    ProxyUnderTest proxy = proxy("200");
    sendRequests(proxy, "reset", 4);

    eventually("ready without a request", () -> healthStatus(proxy, "/ready") == 200);
    assertThat(upstream.requests()).hasSize(4);
  }

  @Test
  void failingCallerUpstreamAffectsNoOther() throws IOException {
    ScriptedServer broken = upstreamRunning(HeaderScriptedUpstream::serve);
    ProxyUnderTest proxy = proxy(NEVER);
    String url = "X-LLM-Base-URL: " + broken.baseUrl();
    for (int i = 0; i < 4; i++) {
      RawClient.request(proxy.port(), chat("X-Do: reset", url));
    }

    assertThat(RawClient.request(proxy.port(), chat(url)).text()).contains("breaker_open");
    assertThat(healthStatus(proxy, "/ready")).isEqualTo(200);
    assertThat(isBreakerOpen(proxy)).isFalse();
  }

  @Test
  void breakerCanBeDisabled() throws IOException {
    ProxyUnderTest proxy =
        proxyTo(upstream, "BREAKER_FAILURE_PERCENT", "0", "BREAKER_MIN_REQUESTS", "1");
    sendRequests(proxy, "reset", 30);

    assertThat(upstream.requests()).hasSize(30);
    assertThat(isBreakerOpen(proxy)).isFalse();
  }

  /** The first request that is let through once the breaker has been open for its time. */
  private RawClient startProbe(ProxyUnderTest proxy, String what) throws IOException {
    int before = upstream.requests().size();
    while (true) {
      RawClient client = new RawClient(proxy.port());
      double rejected = rejectedRequests(proxy);
      client.send(chat("X-Do: " + what));
      eventually(
          "let through or not",
          () -> rejectedRequests(proxy) > rejected || upstream.requests().size() > before);
      if (upstream.requests().size() > before) {
        return client;
      }
      client.close();
    }
  }

  private static double rejectedRequests(ProxyUnderTest proxy) {
    return proxy.sum("chat_errors_total", "reason=\"breaker_open\"");
  }

  private static void sendRequests(ProxyUnderTest proxy, String what, int times)
      throws IOException {
    for (int i = 0; i < times; i++) {
      assertThat(RawClient.request(proxy.port(), chat("X-Do: " + what)).text())
          .doesNotContain("breaker_open");
    }
  }

  private static boolean isBreakerOpen(ProxyUnderTest proxy) throws IOException {
    return RawClient.request(proxy.port(), chat()).text().contains("breaker_open");
  }

  private static double openBreakers(ProxyUnderTest proxy) {
    return proxy.sum("chat_breaker_open", "upstream=\"http://");
  }

  private static int healthStatus(ProxyUnderTest proxy, String path) {
    try {
      return RawClient.request(proxy.port(), to("GET /health" + path)).status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
