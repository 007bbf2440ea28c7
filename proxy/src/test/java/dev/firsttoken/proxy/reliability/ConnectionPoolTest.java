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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limit of concurrent calls to an upstream, and the requests that wait for a permit. */
class ConnectionPoolTest extends ProxyFixture {
  private final HeaderScriptedUpstream script = new HeaderScriptedUpstream();

  private final ScriptedServer upstream = upstreamRunning(script::run);

  private ProxyUnderTest proxyWithOneConnection(String poolMillis) {
    return proxyTo(upstream, "LLM_MAX_CONNECTIONS", "1", "LLM_POOL_TIMEOUT_MS", poolMillis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /v1/chat/completions", "POST /v1/embeddings", "GET /v1/models"})
  void secondRequestWaitsUntilTheFirstEnds(String route) throws Exception {
    ProxyUnderTest proxy = proxyWithOneConnection("60000");
    try (RawClient first = new RawClient(proxy.port());
        RawClient second = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      assertPool(proxy, 1, 0);
      second.send(to(route));
      assertPool(proxy, 1, 1);
      eventually("request received", () -> !upstream.requests().isEmpty());
      assertThat(upstream.requests()).hasSize(1);
      script.release(1);

      assertThat(first.read().complete()).isTrue();
      assertThat(second.read().status()).isEqualTo(200);
    }
    assertPool(proxy, 0, 0);
  }

  @Test
  void secondRequestIsRejectedAfterThePoolTimeout() throws Exception {
    ProxyUnderTest proxy = proxyWithOneConnection("50");
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      assertPool(proxy, 1, 0);
      RawClient.Response response = RawClient.request(proxy.port(), chat());

      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("retry-after")).isEqualTo("1");
      assertThat(response.text())
          .contains("\"code\":\"overloaded\"")
          .contains("No connection to the model server became free within 50 ms");
      assertOutcomeCounted(proxy, 1, "rejected");
      assertErrors(proxy, 1, "overloaded");
      assertPool(proxy, 1, 0);
      script.release(1);
      assertThat(first.read().complete()).isTrue();
    }
    assertPool(proxy, 0, 0);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void disconnectedWaitingClientHoldsNoPermit() throws Exception {
    ProxyUnderTest proxy = proxyWithOneConnection("60000");
    try (RawClient first = new RawClient(proxy.port());
        RawClient third = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      assertPool(proxy, 1, 0);
      try (RawClient second = new RawClient(proxy.port())) {
        second.send(chat());
        assertPool(proxy, 1, 1);
        third.send(chat());
        assertPool(proxy, 1, 2);
      }
      assertPool(proxy, 1, 1);
      assertOutcomeCounted(proxy, 1, "client_gone");
      script.release(1);
      assertThat(first.read().complete()).isTrue();
      assertThat(third.read().status()).isEqualTo(200);
    }
    assertPool(proxy, 0, 0);
    assertThat(upstream.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "reset", "cut", "404", "500", "garbage"})
  void permitIsReleasedAfterEveryOutcome(String how) throws IOException {
    ProxyUnderTest proxy = proxyWithOneConnection("50");
    for (int i = 0; i < 3; i++) {
      RawClient.request(proxy.port(), chat("X-Do: " + how));
      assertPool(proxy, 0, 0);
    }
    assertThat(RawClient.request(proxy.port(), chat()).status()).isEqualTo(200);
  }

  /** A client that disconnects just as it receives its permit has to release it. */
  @Test
  void noPermitIsLostIfHalfTheClientsDisconnect() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstream, "LLM_MAX_CONNECTIONS", "3", "LLM_POOL_TIMEOUT_MS", "60000");
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      RawClient client = new RawClient(proxy.port());
      client.send(chat("X-Do: wait"));
      clients.add(client);
    }
    assertPool(proxy, 3, 117);
    Thread releaser = Thread.ofVirtual().start(() -> script.release(1000));
    for (int i = 0; i < clients.size(); i += 2) {
      clients.get(i).reset();
    }
    for (int i = 1; i < clients.size(); i += 2) {
      assertThat(clients.get(i).read().complete()).isTrue();
      clients.get(i).close();
    }
    releaser.join();
    assertPool(proxy, 0, 0);
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total")).isEqualTo(120);
    assertThat(proxy.sum("chat_requests_total", "status=\"200\"")).isGreaterThanOrEqualTo(60);
    assertThat(RawClient.request(proxy.port(), chat()).status()).isEqualTo(200);
  }

  @Test
  void idleConnectionIsCountedAndClosedOnceExpired() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_KEEP_ALIVE_MS", "200");
    RawClient.request(proxy.port(), chat());

    eventually("idle", () -> proxy.metric(series("idle")) == 1);
    eventually("closed", () -> proxy.metric(series("idle")) == 0);
    assertThat(upstream.peers()).hasSize(1);
  }

  @Test
  void limitAppliesPerUpstream() throws Exception {
    HeaderScriptedUpstream otherScript = new HeaderScriptedUpstream();
    ScriptedServer other = upstreamRunning(otherScript::run);
    ProxyUnderTest proxy =
        proxyTo(upstream, "LLM_MAX_CONNECTIONS", "1", "ALLOW_PRIVATE_UPSTREAMS", "true");
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      assertPool(proxy, 1, 0);
      String url = "X-LLM-Base-URL: " + other.baseUrl();
      assertThat(RawClient.request(proxy.port(), chat(url)).status()).isEqualTo(200);
      script.release(1);
      assertThat(first.read().complete()).isTrue();
    }
  }

  private static void assertPool(ProxyUnderTest proxy, int active, int pending) {
    eventually(
        active + " active, " + pending + " pending",
        () ->
            proxy.metric(series("active")) == active && proxy.metric(series("pending")) == pending);
  }

  private static String series(String what) {
    return "chat_pool_" + what + "{runtime=\"micronaut\"}";
  }

  private static void assertOutcomeCounted(ProxyUnderTest proxy, int requests, String ending) {
    eventually(
        ending,
        () -> proxy.sum("chat_stream_endings_total", "ending=\"" + ending + "\"") == requests);
  }
}
