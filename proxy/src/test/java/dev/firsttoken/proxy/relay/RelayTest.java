package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Streams.BODY;
import static dev.firsttoken.proxy.testing.Streams.BUFFERED_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS_UNTIL_CLOSE;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One response of each kind through the complete proxy. Special cases have their own tests. */
class RelayTest extends ProxyFixture {
  @Test
  void streamPassesUnchangedAndIsCounted() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    RawClient.Response response = requestStream(proxy);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo(BODY);
    assertThat(response.complete()).isTrue();
    assertThat(response.header("content-type")).isEqualTo("text/event-stream");
    assertThat(response.header("cache-control")).isEqualTo("no-cache");
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "model=\"m\"", "status=\"200\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_tokens_total", "model=\"m\"")).isEqualTo(7);
    assertThat(proxy.sum("chat_bytes_out_total", "model=\"m\"")).isEqualTo(bytes(BODY).length);
    assertThat(proxy.sum("chat_ttft_ms_count", "model=\"m\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_upstream_headers_ms_count", "model=\"m\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void streamCutAtEveryBytePassesUnchanged() throws Exception {
    byte[] stream = bytes(STREAM);
    AtomicInteger cut = new AtomicInteger(1);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              while (peer.readRequest() != null) {
                int at = cut.get();
                peer.send(Arrays.copyOf(stream, at));
                peer.send(Arrays.copyOfRange(stream, at, stream.length));
              }
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      for (; cut.get() < stream.length; cut.incrementAndGet()) {
        client.send(chat(STREAM_REQUEST));
        RawClient.Response response = client.read();
        assertThat(response.text()).as("cut at %d", cut.get()).isEqualTo(BODY);
      }
    }
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7.0 * (stream.length - 1));
    assertThat(upstream.peers()).as("one reused connection").hasSize(1);
  }

  @Test
  void bufferedResponsePassesWithItsLength() throws Exception {
    String json =
        "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":{\"completion_tokens\":5}}";
    String extraHeaders = "\r\nX-Request-Id: r1\r\nSet-Cookie: a=b\r\nServer: x\r\n\r\n";
    ProxyUnderTest proxy =
        proxyTo(upstreamResponding(jsonResponse(json).replace("\r\n\r\n", extraHeaders)));
    RawClient.Response response = RawClient.request(proxy.port(), chat(BUFFERED_REQUEST));

    assertThat(response.text()).isEqualTo(json);
    assertThat(response.header("content-length")).isEqualTo(Integer.toString(json.length()));
    assertThat(response.header("x-upstream-request-id")).isEqualTo("r1");
    assertThat(response.header("set-cookie")).isNull();
    assertThat(response.header("server")).isNull();
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(5);
    assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
  }

  @Test
  void bodyDelimitedByCloseIsChunked() throws Exception {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS_UNTIL_CLOSE + HELLO);
              peer.send(DONE);
              peer.fin();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    RawClient.Response response = requestStream(proxy);

    assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(response.text()).isEqualTo(HELLO + DONE);
    assertThat(response.complete()).isTrue();
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_tokens_total")).as("no usage: content events").isEqualTo(1);
  }

  @Test
  void http10ClientReceivesUnframedData() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    RawClient.Response response =
        RawClient.request(proxy.port(), chat(STREAM_REQUEST).replace("HTTP/1.1", "HTTP/1.0"));

    assertThat(response.header("transfer-encoding")).isNull();
    assertThat(response.text()).isEqualTo(BODY);
  }

  @Test
  void refusedConnectionIsA502InOpenAiFormat() throws Exception {
    ScriptedServer closed = upstreamResponding("");
    closed.close();
    ProxyUnderTest proxy = proxyTo(closed);
    RawClient.Response response = requestStream(proxy);

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.text()).startsWith("{\"error\":{\"message\":");
    assertCounted(proxy, 1, "502", "upstream_failed");
    assertErrors(proxy, 1, "upstream_connect");
  }

  @Test
  void upstreamErrorPassesWithItsStatus() throws Exception {
    String error = "{\"error\":{\"message\":\"slow down\"}}";
    String statusLine = "429 Too Many Requests\r\nRetry-After: 3";
    ProxyUnderTest proxy =
        proxyTo(upstreamResponding(jsonResponse(error).replace("200 OK", statusLine)));
    RawClient.Response response = requestStream(proxy);

    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("retry-after")).isEqualTo("3");
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.text()).isEqualTo(error);
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "status=\"429\"")).isEqualTo(1);
    assertErrors(proxy, 1, "upstream_status");
  }

  @Test
  void upstreamReceivesTheOperatorKeyAndNotTheCallers() throws Exception {
    ScriptedServer upstream = upstreamResponding(STREAM);
    String headers =
        String.join(
            "\r\n",
            "Host: localhost",
            "Authorization: Bearer callers-key",
            "Cookie: c=1",
            "X-Trace: t1",
            "Connection: X-Hop",
            "X-Hop: 1",
            "");
    RawClient.request(
        proxyTo(upstream).port(), chat(STREAM_REQUEST).replace("Host: localhost\r\n", headers));

    Peer.Request sent = upstream.requests().getFirst();
    assertThat(sent.headers()).startsWith("POST /v1/chat/completions HTTP/1.1");
    assertThat(sent.header("authorization")).isEqualTo("Bearer operators-key");
    assertThat(sent.header("cookie")).isNull();
    assertThat(sent.header("x-hop")).isNull();
    assertThat(sent.header("x-trace")).isEqualTo("t1");
    assertThat(sent.header("host")).isEqualTo("127.0.0.1:" + upstream.port());
    assertThat(sent.text()).isEqualTo(STREAM_REQUEST);
  }

  @Test
  void earlyResponseToALargeRequestIsRelayedAndOpensNoBreaker() throws Exception {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readHeaders();
              peer.send(
                  "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlarge");
              // Closing with an unread body sends a reset.
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    String body = "{\"model\":\"m\",\"x\":\"" + "x".repeat(9_000_000) + "\"}";
    for (int round = 1; round <= 25; round++) {
      RawClient.Response response = RawClient.request(proxy.port(), chat(body));
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.text()).isEqualTo("large");
    }
    assertCounted(proxy, 25, "413", "completed");
  }

  @Test
  void requestWithoutAModelIsRelayedWithTheConfiguredOne() throws IOException {
    ScriptedServer upstream = upstreamResponding(STREAM);
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_MODEL", "configured");
    RawClient.request(proxy.port(), chat("{\"stream\":true,\"messages\":[]}"));

    assertThat(upstream.requests().getFirst().text()).contains("\"model\":\"configured\"");
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "model=\"configured\"")).isEqualTo(1);
  }
}
