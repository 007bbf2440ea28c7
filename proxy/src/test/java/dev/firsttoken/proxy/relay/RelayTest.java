package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Streams.ASK;
import static dev.firsttoken.proxy.testing.Streams.ASK_WHOLE;
import static dev.firsttoken.proxy.testing.Streams.BODY;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.HEAD_UNTIL_CLOSE;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.whole;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * An answer of each kind through the whole proxy; what may become of a stream has its own files.
 */
class RelayTest extends Relaying {
  @Test
  void streamPassesUnchangedAndIsCounted() throws Exception {
    ProxyUnderTest proxy = relayingTo(answering(STREAM));
    RawClient.Answer answer = ask(proxy);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(BODY);
    assertThat(answer.complete()).isTrue();
    assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
    assertThat(answer.header("cache-control")).isEqualTo("no-cache");
    proxy.settle();
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
        playing(
            peer -> {
              while (peer.readRequest() != null) {
                int at = cut.get();
                peer.send(Arrays.copyOf(stream, at));
                peer.send(Arrays.copyOfRange(stream, at, stream.length));
              }
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      for (; cut.get() < stream.length; cut.incrementAndGet()) {
        client.send(chat(ASK));
        RawClient.Answer answer = client.read();
        assertThat(answer.text()).as("cut at %d", cut.get()).isEqualTo(BODY);
      }
    }
    proxy.settle();
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7.0 * (stream.length - 1));
    assertThat(upstream.peers()).as("one kept connection").hasSize(1);
  }

  @Test
  void wholeAnswerPassesWithItsLength() throws Exception {
    String json =
        "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":{\"completion_tokens\":5}}";
    String more = "\r\nX-Request-Id: r1\r\nSet-Cookie: a=b\r\nServer: x\r\n\r\n";
    ProxyUnderTest proxy = relayingTo(answering(whole(json).replace("\r\n\r\n", more)));
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat(ASK_WHOLE));

    assertThat(answer.text()).isEqualTo(json);
    assertThat(answer.header("content-length")).isEqualTo(Integer.toString(json.length()));
    assertThat(answer.header("x-request-id")).isEqualTo("r1");
    assertThat(answer.header("set-cookie")).isNull();
    assertThat(answer.header("server")).isNull();
    proxy.settle();
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(5);
    assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
  }

  @Test
  void bodyThatEndsWithItsConnectionBecomesChunks() throws Exception {
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD_UNTIL_CLOSE + HELLO);
              peer.send(DONE);
              peer.fin();
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    RawClient.Answer answer = ask(proxy);

    assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(answer.text()).isEqualTo(HELLO + DONE);
    assertThat(answer.complete()).isTrue();
    proxy.settle();
    assertThat(proxy.sum("chat_tokens_total")).as("no usage: content events").isEqualTo(1);
  }

  @Test
  void clientOnHttp10GetsDataWithoutFraming() throws Exception {
    ProxyUnderTest proxy = relayingTo(answering(STREAM));
    RawClient.Answer answer =
        RawClient.ask(proxy.port(), chat(ASK).replace("HTTP/1.1", "HTTP/1.0"));

    assertThat(answer.header("transfer-encoding")).isNull();
    assertThat(answer.text()).isEqualTo(BODY);
  }

  @Test
  void upstreamThatRefusesIsA502InOpenAisShape() throws Exception {
    ScriptedServer closed = answering("");
    closed.close();
    ProxyUnderTest proxy = relayingTo(closed);
    RawClient.Answer answer = ask(proxy);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).startsWith("{\"error\":{\"message\":");
    counted(proxy, 1, "502", "upstream_failed");
    errors(proxy, 1, "upstream_connect");
  }

  @Test
  void errorOfTheUpstreamPassesWithItsStatus() throws Exception {
    String error = "{\"error\":{\"message\":\"slow down\"}}";
    String head = "429 Too Many Requests\r\nRetry-After: 3";
    ProxyUnderTest proxy = relayingTo(answering(whole(error).replace("200 OK", head)));
    RawClient.Answer answer = ask(proxy);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("retry-after")).isEqualTo("3");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.text()).isEqualTo(error);
    proxy.settle();
    assertThat(proxy.sum("chat_requests_total", "status=\"429\"")).isEqualTo(1);
    errors(proxy, 1, "upstream_status");
  }

  @Test
  void operatorsKeyGoesUpstreamAndTheCallersDoesNot() throws Exception {
    ScriptedServer upstream = answering(STREAM);
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
    RawClient.ask(relayingTo(upstream).port(), chat(ASK).replace("Host: localhost\r\n", headers));

    Peer.Request sent = upstream.requests().getFirst();
    assertThat(sent.head()).startsWith("POST /v1/chat/completions HTTP/1.1");
    assertThat(sent.header("authorization")).isEqualTo("Bearer operators-key");
    assertThat(sent.header("cookie")).isNull();
    assertThat(sent.header("x-hop")).isNull();
    assertThat(sent.header("x-trace")).isEqualTo("t1");
    assertThat(sent.header("host")).isEqualTo("127.0.0.1:" + upstream.port());
    assertThat(sent.text()).isEqualTo(ASK);
  }

  @Test
  void requestWithoutAModelIsSentOnWithTheConfiguredOne() throws IOException {
    ScriptedServer upstream = answering(STREAM);
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_MODEL", "configured");
    RawClient.ask(proxy.port(), chat("{\"stream\":true,\"messages\":[]}"));

    assertThat(upstream.requests().getFirst().text()).contains("\"model\":\"configured\"");
    proxy.settle();
    assertThat(proxy.sum("chat_requests_total", "model=\"configured\"")).isEqualTo(1);
  }
}
