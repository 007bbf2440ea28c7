package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.HEAD;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Obedient;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.proxy.testing.Streams;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of the limits that an upstream has, by itself: all others are as long as by default. */
class TimeoutsTest extends Relaying {
  private static final String LIMIT = "50";

  /** Where something has to come before it passes, on however slow a machine. */
  private static final String AMPLE = "2000";

  private static final String ACTIVE = "chat_pool_active{runtime=\"micronaut\"}";

  static List<String> wholes() {
    return List.of("POST /v1/embeddings", "GET /v1/models");
  }

  @Test
  void upstreamThatAnswersNoSynIsGivenUp() throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full, waiting);
      ProxyUnderTest proxy =
          relayingTo("http://127.0.0.1:" + full.getLocalPort(), "LLM_CONNECT_TIMEOUT_MS", LIMIT);
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat());

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).contains("\"code\":\"upstream_connect\"");
      counted(proxy, 1, "502", "upstream_failed");
      errors(proxy, 1, "upstream_connect");
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  /** Until nobody is let in any more. */
  private static void fill(ServerSocket listening, List<Socket> waiting) throws IOException {
    while (true) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(
            new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort()), 200);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  @Test
  void streamThatTellsMuchInWordsNotKnownHereHasBegun() throws Exception {
    Semaphore limitPassed = new Semaphore(0);
    String unknown = chunk(Streams.event("{\"type\":\"response.new_kind\",\"x\":1}")).repeat(20);
    ScriptedServer upstream =
        playing(
            peer -> {
              Peer.Request request = peer.readRequest();
              if (request != null && request.text().contains("silent")) {
                peer.awaitClose();
                return;
              }
              peer.send(HEAD + unknown);
              limitPassed.acquire();
              peer.send(Streams.END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_FIRST_TOKEN_TIMEOUT_MS", AMPLE);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat());
      client.readHead();
      client.readChunk();
      // Asked later, it runs into the limit later.
      String silent = Streams.ASK.replace("\"model\":\"m\"", "\"model\":\"silent\"");
      assertThat(RawClient.ask(proxy.port(), RawClient.chat(silent)).status()).isEqualTo(504);
      limitPassed.release();
      for (int chunk = 2; chunk <= 20; chunk++) {
        assertThat(client.readChunk()).isNotEmpty();
      }
      assertThat(client.readChunk()).isEmpty();
    }
  }

  @Test
  void upstreamThatDoesNotBeginItsHandshakeIsGivenUp() throws IOException {
    ScriptedServer silent = playing(Peer::awaitClose);
    ProxyUnderTest proxy =
        relayingTo("https://127.0.0.1:" + silent.port(), "LLM_CONNECT_TIMEOUT_MS", LIMIT);
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat());

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).contains("\"code\":\"upstream_tls\"");
    errors(proxy, 1, "upstream_connect");
  }

  @Test
  void upstreamThatDoesNotBeginItsAnswerIsTimedOut() throws IOException {
    ScriptedServer upstream = playing(Obedient::serve);
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_FIRST_TOKEN_TIMEOUT_MS", LIMIT);
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat("X-Do: silent"));

    timedOut(answer, "The upstream server did not begin its answer within 50 ms.");
    timedOut(proxy);
    eventually("hung up", () -> left(upstream));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ": ping\n\n", "data:\n\n"})
  void headOrRoleOrPingIsNotTheBeginningOfAnAnswer(String more) throws IOException {
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD + chunk(ROLE));
              peer.send(chunk(ROLE + more));
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_FIRST_TOKEN_TIMEOUT_MS", AMPLE);
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat());

    brokenOff(answer, "The upstream server did not begin its answer within 2000 ms.");
    timedOut(proxy);
  }

  @Test
  void streamThatDoesNotGoOnIsTimedOut() throws IOException {
    ScriptedServer upstream = playing(Obedient::serve);
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_IDLE_TIMEOUT_MS", LIMIT);
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat("X-Do: stall"));

    assertThat(answer.text()).startsWith(ROLE + HELLO);
    brokenOff(answer, "The upstream server did not go on within 50 ms.");
    timedOut(proxy);
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
  }

  @Test
  void streamThatDoesNotEndIsTimedOutBeforeItHasIdledForLong() throws IOException {
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD + chunk(HELLO).repeat(100));
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_BACKSTOP_MS", LIMIT);
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat());

    brokenOff(answer, "The upstream server did not complete its stream within 50 ms.");
    timedOut(proxy);
  }

  @ParameterizedTest
  @MethodSource("wholes")
  void answerThatIsNotStreamedIsTimedOutBeforeItsHead(String route) throws IOException {
    ScriptedServer upstream = playing(Obedient::serve);
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_WHOLE_TIMEOUT_MS", LIMIT);
    String request = to(route, "X-Do: silent").replace("true", "null");

    timedOut(
        RawClient.ask(proxy.port(), request),
        "The upstream server did not complete its answer within 50 ms.");
    proxy.settle();
    assertThat(proxy.sum("chat_route_requests_total", "status=\"504\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_requests_total")).isEqualTo(route.startsWith("GET") ? 0 : 1);
  }

  @Test
  void answerThatIsNotStreamedIsOnlyCutAfterItsHead() throws IOException {
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"x\"");
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_WHOLE_TIMEOUT_MS", AMPLE);
    RawClient.Answer answer = RawClient.ask(proxy.port(), RawClient.chat(Streams.ASK_WHOLE));

    assertThat(answer.text()).isEqualTo("{\"x\"");
    assertThat(answer.complete()).isFalse();
    timedOut(proxy);
  }

  /** While one waits, another one's limit passes that began later. */
  @Test
  void limitOfAWholeAnswerIsNoneOfAStreams() throws Exception {
    Obedient obedient = new Obedient();
    ProxyUnderTest proxy = relayingTo(playing(obedient::play), "LLM_WHOLE_TIMEOUT_MS", LIMIT);
    try (RawClient stream = new RawClient(proxy.port())) {
      stream.send(chat("X-Do: wait"));
      eventually("asked", () -> proxy.metric(ACTIVE) == 1);
      String whole = chat("X-Do: silent").replace("true", "null");
      assertThat(RawClient.ask(proxy.port(), whole).status()).isEqualTo(504);
      obedient.go(1);

      assertThat(stream.read().complete()).isTrue();
    }
  }

  @Test
  void limitsOfAStreamAreNoneOfAWholeAnswers() throws Exception {
    Obedient obedient = new Obedient();
    ProxyUnderTest proxy =
        relayingTo(
            playing(obedient::play),
            "LLM_FIRST_TOKEN_TIMEOUT_MS",
            LIMIT,
            "LLM_IDLE_TIMEOUT_MS",
            LIMIT,
            "LLM_BACKSTOP_MS",
            LIMIT);
    try (RawClient whole = new RawClient(proxy.port())) {
      whole.send(chat("X-Do: wait").replace("true", "null"));
      eventually("asked", () -> proxy.metric(ACTIVE) == 1);
      assertThat(RawClient.ask(proxy.port(), chat("X-Do: silent")).status()).isEqualTo(504);
      obedient.go(1);

      assertThat(whole.read().complete()).isTrue();
    }
  }

  private static boolean left(ScriptedServer upstream) {
    try {
      return upstream.peers().getFirst().leftWithin(java.time.Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void timedOut(RawClient.Answer answer, String words) {
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.text())
        .isEqualTo(
            "{\"error\":{\"message\":\"%s\",\"type\":\"upstream_error\",\"param\":null,\"code\":\"timed_out\"}}"
                .formatted(words));
  }

  private static void brokenOff(RawClient.Answer answer, String words) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .endsWith(
            "data: {\"error\":{\"message\":\"%s\",\"type\":\"upstream_error\",\"param\":null,\"code\":\"timed_out\"}}\n\n"
                .formatted(words))
        .doesNotContain("[DONE]");
    assertThat(answer.complete()).isFalse();
  }

  private static void timedOut(ProxyUnderTest proxy) {
    counted(proxy, 1, "504", "timed_out");
    errors(proxy, 1, "upstream_timeout");
  }
}
