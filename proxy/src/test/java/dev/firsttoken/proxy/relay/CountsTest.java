package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Streams.BODY;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static dev.firsttoken.proxy.testing.Streams.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Streams;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often each histogram is observed, and which models get their own label. */
class CountsTest extends ProxyFixture {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 17})
  void streamHasOneTtftAndOneGapFewerThanEvents(int events) throws IOException {
    String body = ROLE + HELLO.repeat(events) + ": ping\n\n" + DONE;
    ProxyUnderTest proxy = proxyTo(upstreamResponding(stream(body)));
    requestStream(proxy);
    requestStream(proxy);
    assertCounted(proxy, 2, "200", "completed");

    assertThat(proxy.sum("chat_icl_ms_count")).isEqualTo(2 * Math.max(0, events - 1));
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(events == 0 ? 0 : 2);
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(2 * events);
    assertThat(proxy.sum("chat_overhead_ms_count")).isEqualTo(2);
    assertThat(proxy.sum("chat_duration_ms_count")).isEqualTo(2);
  }

  @Test
  void eachUpstreamReadIsCountedOnce() throws Exception {
    Semaphore read = new Semaphore(0);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS);
              for (int i = 0; i < 5; i++) {
                read.acquire();
                peer.send(chunk(HELLO));
              }
              read.acquire();
              peer.send(chunk(DONE) + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat());
      client.readHeaders();
      for (int i = 0; i < 5; i++) {
        read.release();
        assertThat(client.readChunk()).asString().isEqualTo(HELLO);
      }
      read.release();
      assertThat(client.readChunk()).asString().isEqualTo(DONE);
      assertThat(client.readChunk()).isEmpty();
    }
    assertCounted(proxy, 1, "200", "completed");

    assertThat(proxy.sum("chat_chunk_relay_ms_count")).as("headers, five events, end").isEqualTo(7);
    assertThat(proxy.sum("chat_icl_ms_count")).isEqualTo(4);
    assertThat(proxy.sum("chat_overhead_ms_count")).isEqualTo(1);
    assertThat(proxy.sum("chat_overhead_ms_sum")).isPositive();
  }

  @Test
  void requestsThatAreNotRelayedHaveNoRelayOverhead() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    RawClient.request(proxy.port(), RawClient.chat("nonsense"));
    RawClient.request(
        proxy.port(),
        RawClient.chat("{\"model\":\"synthetic\",\"stream\":true,\"frames\":3,\"delay_ms\":0}"));
    RawClient.request(proxy.port(), chat("X-LLM-Base-URL: http://10.0.0.1"));
    proxy.awaitIdle();

    assertThat(proxy.sum("chat_requests_total")).isEqualTo(3);
    assertThat(proxy.sum("chat_chunk_relay_ms_count")).isZero();
    assertThat(proxy.sum("chat_upstream_headers_ms_count")).isZero();
    assertThat(proxy.sum("chat_icl_ms_count", "model=\"synthetic\"")).isEqualTo(2);
    assertThat(proxy.sum("chat_overhead_ms_count", "model=\"synthetic\"")).isZero();
  }

  @Test
  void bytesOutExcludeTheFraming() throws IOException {
    ProxyUnderTest proxy =
        proxyTo(upstreamResponding(Streams.streamInChunksOf(3, Streams.bytes(BODY))));
    requestStream(proxy);
    assertCounted(proxy, 1, "200", "completed");

    assertThat(proxy.sum("chat_bytes_out_total")).isEqualTo(Streams.bytes(BODY).length);
  }

  @Test
  void modelBeyondTheMaximumCountsAsOther() throws IOException {
    ProxyUnderTest proxy =
        proxyTo(upstreamResponding(jsonResponse("{}")), "LLM_MODEL", "configured");
    for (int i = 0; i < 70; i++) {
      sendRequest(proxy, "model-" + i);
    }
    sendRequest(proxy, "model-0");
    sendRequest(proxy, "model-69");
    proxy.awaitIdle();

    // The configured and the synthetic model have a label from the start, so 62 of 64 are left.
    assertThat(requests(proxy, "model-0")).isEqualTo(2);
    assertThat(requests(proxy, "model-61")).isEqualTo(1);
    assertThat(requests(proxy, "model-62")).isZero();
    assertThat(requests(proxy, "other")).isEqualTo(9);
    assertThat(overflow(proxy)).isEqualTo(9);
    assertThat(proxy.scrape().lines().filter(line -> line.startsWith("chat_in_flight{")))
        .as("64 models and other")
        .hasSize(65);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\nb", "a\\u0000b", "a\\u007fb"})
  void invalidLabelCountsAsOther(String name) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(jsonResponse("{}")));
    sendRequest(proxy, name);
    proxy.awaitIdle();

    assertThat(requests(proxy, "other")).isEqualTo(1);
    assertThat(overflow(proxy)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "openai/gpt-oss-120b",
        "x:7b@q4_K.M",
        "a b",
        "m\u00f6del",
        "\ud83e\udd16",
        "LONG"
      })
  void modelWithASuccessfulResponseIsALabel(String name) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(jsonResponse("{}")));
    String label = name.replace("LONG", "x".repeat(256));
    sendRequest(proxy, label);
    proxy.awaitIdle();

    assertThat(requests(proxy, label)).isEqualTo(1);
    assertThat(overflow(proxy)).isZero();
  }

  @Test
  void modelWithoutASuccessfulResponseCountsAsOther() throws IOException {
    ProxyUnderTest proxy =
        proxyTo(
            upstreamResponding("HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"), "LLM_MODEL", "c");
    for (int i = 0; i < 100; i++) {
      sendRequest(proxy, "nonsense-" + i);
    }
    proxy.awaitIdle();

    assertThat(requests(proxy, "other")).isEqualTo(100);
    assertThat(overflow(proxy)).isZero();
    assertThat(proxy.scrape()).doesNotContain("nonsense");
  }

  @Test
  void callerModelHeaderIsTheLabelIfTheBodyHasNone() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(jsonResponse("{}")));
    String request = RawClient.chat("{}");
    RawClient.request(proxy.port(), request.replace("Host:", "X-LLM-Model: theirs\r\nHost:"));
    proxy.awaitIdle();

    assertThat(requests(proxy, "theirs")).isEqualTo(1);
  }

  private static void sendRequest(ProxyUnderTest proxy, String model) throws IOException {
    RawClient.request(proxy.port(), RawClient.chat("{\"model\":\"" + model + "\"}"));
  }

  private static double requests(ProxyUnderTest proxy, String model) {
    return proxy.sum("chat_requests_total", "model=\"" + model + "\"");
  }

  private static double overflow(ProxyUnderTest proxy) {
    return proxy.sum("chat_label_overflow_total");
  }
}
