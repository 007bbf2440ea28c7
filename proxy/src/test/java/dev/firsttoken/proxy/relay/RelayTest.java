package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RelayTest {
  private static final String ASK = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String ROLE = event("{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}");
  private static final String HELLO = event("{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}");
  private static final String WORLD = event("{\"choices\":[{\"delta\":{\"content\":\" wörld\"}}]}");
  private static final String USAGE =
      event("{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7}}");
  private static final String DONE = event("[DONE]");
  private static final String END = "0\r\n\r\n";
  private static final String STREAM =
      HEAD + chunk(ROLE) + chunk(HELLO) + chunk(WORLD) + chunk(USAGE) + chunk(DONE) + END;
  private static final String BODY = ROLE + HELLO + WORLD + USAGE + DONE;

  private static String event(String data) {
    return "data: " + data + "\n\n";
  }

  private static String chunk(String data) {
    int bytes = data.getBytes(StandardCharsets.UTF_8).length;
    return Integer.toHexString(bytes) + "\r\n" + data + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void streamPassesUnchangedAndIsCounted() throws Exception {
    try (ScriptedServer upstream = ScriptedServer.answering(bytes(STREAM));
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat(ASK));

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
  }

  @Test
  void streamCutAtEveryBytePassesUnchanged() throws Exception {
    byte[] stream = bytes(STREAM);
    AtomicInteger cut = new AtomicInteger(1);
    try (ScriptedServer upstream =
            ScriptedServer.playing(
                peer -> {
                  while (peer.readRequest() != null) {
                    int at = cut.get();
                    peer.send(java.util.Arrays.copyOf(stream, at));
                    peer.send(java.util.Arrays.copyOfRange(stream, at, stream.length));
                  }
                });
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl());
        RawClient client = new RawClient(proxy.port())) {
      for (; cut.get() < stream.length; cut.incrementAndGet()) {
        client.send(chat(ASK));
        RawClient.Answer answer = client.read();
        assertThat(answer.text()).as("cut at %d", cut.get()).isEqualTo(BODY);
      }
      proxy.settle();
      assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7.0 * (stream.length - 1));
      assertThat(upstream.peers()).as("one kept connection").hasSize(1);
    }
  }

  @Test
  void wholeAnswerPassesWithItsLength() throws Exception {
    String json =
        "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":{\"completion_tokens\":5}}";
    try (ScriptedServer upstream =
            ScriptedServer.answering(
                bytes(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: r1\r\n"
                        + "Set-Cookie: a=b\r\nServer: x\r\nContent-Length: "
                        + json.length()
                        + "\r\n\r\n"
                        + json));
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat("{\"model\":\"m\"}"));

      assertThat(answer.text()).isEqualTo(json);
      assertThat(answer.header("content-length")).isEqualTo(Integer.toString(json.length()));
      assertThat(answer.header("x-request-id")).isEqualTo("r1");
      assertThat(answer.header("set-cookie")).isNull();
      assertThat(answer.header("server")).isNull();
      proxy.settle();
      assertThat(proxy.sum("chat_tokens_total")).isEqualTo(5);
      assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
    }
  }

  @Test
  void bodyThatEndsWithItsConnectionBecomesChunks() throws Exception {
    try (ScriptedServer upstream =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + HELLO);
                  peer.send(DONE);
                  peer.fin();
                });
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat(ASK));

      assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
      assertThat(answer.text()).isEqualTo(HELLO + DONE);
      assertThat(answer.complete()).isTrue();
      proxy.settle();
      assertThat(proxy.sum("chat_tokens_total")).as("no usage: content events").isEqualTo(1);
    }
  }

  @Test
  void clientOnHttp10GetsDataWithoutFraming() throws Exception {
    try (ScriptedServer upstream = ScriptedServer.answering(bytes(STREAM));
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Answer answer =
          RawClient.ask(proxy.port(), chat(ASK).replace("HTTP/1.1", "HTTP/1.0"));

      assertThat(answer.header("transfer-encoding")).isNull();
      assertThat(answer.text()).isEqualTo(BODY);
    }
  }

  @Test
  void upstreamThatRefusesIsA502InOpenAisShape() throws Exception {
    ScriptedServer closed = ScriptedServer.answering(new byte[0]);
    closed.close();
    try (ProxyUnderTest proxy = ProxyUnderTest.relayingTo(closed.baseUrl())) {
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat(ASK));

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).startsWith("{\"error\":{\"message\":");
      proxy.settle();
      assertThat(proxy.sum("chat_errors_total", "reason=\"upstream_connect\"")).isEqualTo(1);
      assertThat(proxy.sum("chat_requests_total", "status=\"502\"")).isEqualTo(1);
    }
  }

  @Test
  void errorOfTheUpstreamPassesWithItsStatus() throws Exception {
    String error = "{\"error\":{\"message\":\"slow down\"}}";
    try (ScriptedServer upstream =
            ScriptedServer.answering(
                bytes(
                    "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
                        + "Retry-After: 3\r\nContent-Length: "
                        + error.length()
                        + "\r\n\r\n"
                        + error));
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat(ASK));

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("retry-after")).isEqualTo("3");
      assertThat(answer.text()).isEqualTo(error);
      proxy.settle();
      assertThat(proxy.sum("chat_requests_total", "status=\"429\"")).isEqualTo(1);
      assertThat(proxy.sum("chat_errors_total", "reason=\"upstream_status\"")).isEqualTo(1);
    }
  }

  @Test
  void streamThatIsCutIsNoCompleteAnswerAndCountsAs502() throws Exception {
    try (ScriptedServer upstream =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  peer.send(HEAD + chunk(HELLO));
                  peer.rst();
                });
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat(ASK));

      assertThat(answer.complete()).isFalse();
      proxy.settle();
      assertThat(proxy.sum("chat_requests_total", "status=\"502\"")).isEqualTo(1);
      assertThat(proxy.sum("chat_errors_total", "reason=\"upstream_reset\"")).isEqualTo(1);
      assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
    }
  }

  @Test
  void clientThatLeavesBeforeTheHeadEndsTheCallUpstream() throws Exception {
    leaves("");
  }

  @Test
  void clientThatLeavesBeforeTheFirstEventEndsTheCallUpstream() throws Exception {
    leaves(HEAD);
  }

  @Test
  void clientThatLeavesMidStreamEndsTheCallUpstream() throws Exception {
    leaves(HEAD + chunk(ROLE) + chunk(HELLO));
  }

  private static void leaves(String before) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedServer upstream =
            ScriptedServer.playing(
                peer -> {
                  peer.readRequest();
                  peer.send(before);
                  asked.countDown();
                  peer.awaitClose();
                });
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(chat(ASK));
        assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        if (!before.isEmpty()) {
          client.readHead();
        }
      }
      assertThat(upstream.peers().getFirst().leftWithin(PATIENCE)).isTrue();
      proxy.settle();
      eventually("counted", () -> proxy.sum("chat_requests_total") == 1);
      assertThat(proxy.sum("chat_requests_total", "status=\"499\"")).isEqualTo(1);
      assertThat(proxy.sum("chat_errors_total", "reason=\"client_gone\"")).isEqualTo(1);
    }
  }

  @Test
  void clientThatDoesNotReadStopsTheUpstreamAndIsServedOnceItReads() throws Exception {
    byte[] frame = bytes(chunk(event("x".repeat(4000))));
    int frames = 16_384;
    try (ScriptedServer upstream = flooding(frame, frames);
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl());
        RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      client.readHead();
      eventually("sending", () -> !upstream.peers().isEmpty());
      Peer peer = upstream.peers().getFirst();
      eventually("the upstream is held back", () -> standsStill(peer));
      assertThat(peer.sent()).isLessThan((long) frame.length * frames);
      for (int i = 0; i < frames; i++) {
        assertThat(client.readChunk()).hasSize(frame.length - 7);
      }
      assertThat(client.readChunk()).isEmpty();
    }
  }

  @Test
  void clientThatHadStoppedReadingBeforeItsTurnHoldsTheUpstreamBackToo() throws Exception {
    byte[] frame = bytes(chunk(event("x".repeat(4000))));
    int frames = 16_384;
    try (ScriptedServer upstream = flooding(frame, frames);
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl());
        RawClient client = new RawClient(proxy.port())) {
      client.send(
          "GET /micro/plain?bytes=16777216 HTTP/1.1\r\nHost: localhost\r\n\r\n" + chat(ASK));
      eventually("asked", () -> !upstream.requests().isEmpty());
      Peer peer = upstream.peers().getFirst();
      eventually("the upstream is held back", () -> standsStill(peer));
      assertThat(peer.sent()).isLessThan((long) frame.length * frames);
    }
  }

  private static ScriptedServer flooding(byte[] frame, int frames) {
    return ScriptedServer.playing(
        peer -> {
          peer.readRequest();
          peer.send(HEAD);
          for (int i = 0; i < frames; i++) {
            peer.send(frame);
          }
          peer.send(END);
          peer.awaitClose();
        });
  }

  /** Nothing has moved between a good many looks. */
  private static boolean standsStill(Peer peer) {
    long before = peer.sent();
    for (int i = 0; i < 2_000_000; i++) {
      if (peer.sent() != before) {
        return false;
      }
      Thread.onSpinWait();
    }
    return before > 0;
  }

  @Test
  void keptConnectionThatWentStaleIsReplacedOnceAndTheRequestSentOnceMore() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    AtomicInteger connections = new AtomicInteger();
    try (ScriptedServer upstream =
            ScriptedServer.playing(
                peer -> {
                  boolean first = connections.incrementAndGet() == 1;
                  peer.readRequest();
                  peer.send(STREAM);
                  if (first) {
                    // Takes the next request and closes without a byte, as a race with a server's
                    // idle timeout looks from here.
                    peer.readRequest();
                    second.countDown();
                    return;
                  }
                  peer.awaitClose();
                });
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl());
        RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      assertThat(client.read().text()).isEqualTo(BODY);
      client.send(chat(ASK));
      assertThat(client.read().text()).isEqualTo(BODY);
      assertThat(second.getCount()).isZero();
      assertThat(upstream.requests()).hasSize(3);
    }
  }

  @Test
  void newConnectionThatIsClosedWithoutAnAnswerIsNotTriedAgain() throws Exception {
    try (ScriptedServer upstream = ScriptedServer.playing(Peer::readRequest);
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat(ASK));

      assertThat(answer.status()).isEqualTo(502);
      assertThat(upstream.requests()).hasSize(1);
      proxy.settle();
      assertThat(proxy.sum("chat_errors_total", "reason=\"upstream_reset\"")).isEqualTo(1);
    }
  }

  @Test
  void operatorsKeyGoesUpstreamAndTheCallersDoesNot() throws Exception {
    try (ScriptedServer upstream = ScriptedServer.answering(bytes(STREAM));
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.ask(
          proxy.port(),
          chat(ASK)
              .replace(
                  "Host: localhost\r\n",
                  String.join(
                      "\r\n",
                      "Host: localhost",
                      "Authorization: Bearer callers-key",
                      "Cookie: c=1",
                      "X-Trace: t1",
                      "Connection: X-Hop",
                      "X-Hop: 1",
                      "")));

      Peer.Request sent = upstream.requests().getFirst();
      assertThat(sent.head()).startsWith("POST /v1/chat/completions HTTP/1.1");
      assertThat(sent.header("authorization")).isEqualTo("Bearer operators-key");
      assertThat(sent.header("cookie")).isNull();
      assertThat(sent.header("x-hop")).isNull();
      assertThat(sent.header("x-trace")).isEqualTo("t1");
      assertThat(sent.header("host")).isEqualTo("127.0.0.1:" + upstream.port());
      assertThat(sent.text()).isEqualTo(ASK);
    }
  }

  @Test
  void requestWithoutAModelIsSentOnWithTheConfiguredOne() throws IOException {
    try (ScriptedServer upstream = ScriptedServer.answering(bytes(STREAM));
        ProxyUnderTest proxy =
            ProxyUnderTest.with(
                java.util.Map.of(
                    "LLM_BASE_URL", upstream.baseUrl() + "/v1", "LLM_MODEL", "configured"))) {
      RawClient.ask(proxy.port(), chat("{\"stream\":true,\"messages\":[]}"));

      assertThat(upstream.requests().getFirst().text()).contains("\"model\":\"configured\"");
      proxy.settle();
      assertThat(proxy.sum("chat_requests_total", "model=\"configured\"")).isEqualTo(1);
    }
  }
}
