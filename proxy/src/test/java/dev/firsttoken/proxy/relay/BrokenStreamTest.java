package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Streams.ASK;
import static dev.firsttoken.proxy.testing.Streams.ASK_WHOLE;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HEAD;
import static dev.firsttoken.proxy.testing.Streams.HEAD_UNTIL_CLOSE;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that breaks never looks like one that ended, and says why where that can be said. */
class BrokenStreamTest extends Relaying {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LENGTH_100 =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100\r\n\r\n";

  /** How an upstream leaves. */
  enum Leaving {
    FIN,
    RST;

    void leave(Peer peer) throws IOException {
      if (this == FIN) {
        peer.fin();
        peer.awaitClose();
      } else {
        peer.rst();
      }
    }
  }

  private final Semaphore arrived = new Semaphore(0);

  @ParameterizedTest
  @EnumSource
  void betweenTwoEventsTheClientIsToldByAnErrorEvent(Leaving how) throws Exception {
    ProxyUnderTest proxy = relayingTo(breaking(HEAD + chunk(ROLE + HELLO), how));
    saysWhy(proxy, ROLE + HELLO, "upstream_reset");
    counted(proxy, 1, "502", "upstream_failed");
    errors(proxy, 1, "upstream_reset");
  }

  @ParameterizedTest
  @EnumSource
  void beforeTheFirstEventTheClientIsToldByAnErrorEvent(Leaving how) throws Exception {
    ProxyUnderTest proxy = relayingTo(breaking(HEAD, how));
    saysWhy(proxy, "", "upstream_reset");
    counted(proxy, 1, "502", "upstream_failed");
  }

  @Test
  void bodyWithoutFramingThatIsResetBetweenTwoEventsEndsInAnErrorEvent() throws Exception {
    ProxyUnderTest proxy = relayingTo(breaking(HEAD_UNTIL_CLOSE + HELLO, Leaving.RST));
    saysWhy(proxy, HELLO, "upstream_reset");
    counted(proxy, 1, "502", "upstream_failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"choi",
        "data: x\n",
        "event: x\n",
        ": half a comment",
        "data: one\n\ndata: t"
      })
  void insideAnEventThereIsOnlyTheClose(String half) throws Exception {
    ProxyUnderTest proxy = relayingTo(breaking(HEAD + chunk(HELLO + half), Leaving.RST));
    onlyCloses(proxy, ASK, HELLO + half);
    errors(proxy, 1, "upstream_reset");
  }

  @ParameterizedTest
  @EnumSource
  void insideAChunkThereIsOnlyTheCloseThoughAnEventEndsThere(Leaving how) throws Exception {
    String cutChunk = "fff\r\n" + HELLO;
    ProxyUnderTest proxy = relayingTo(breaking(HEAD + chunk(ROLE) + cutChunk, how));
    onlyCloses(proxy, ASK, ROLE + HELLO);
  }

  @Test
  void betweenAChunksDataAndItsLineEndThereIsOnlyTheClose() throws Exception {
    String withoutEnd = chunk(HELLO).substring(0, chunk(HELLO).length() - 2);
    ProxyUnderTest proxy = relayingTo(breaking(HEAD + withoutEnd, Leaving.RST));
    onlyCloses(proxy, ASK, HELLO);
  }

  @Test
  void insideASizeLineTheClientIsToldSinceNothingOfItWasPassedOn() throws Exception {
    ProxyUnderTest proxy = relayingTo(breaking(HEAD + chunk(HELLO) + "5", Leaving.FIN));
    saysWhy(proxy, HELLO, "upstream_reset");
    counted(proxy, 1, "502", "upstream_failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0\r\n", "0\r\nTrailer: x\r\n"})
  void zeroChunkThatIsNotWholeIsNoEnd(String end) throws Exception {
    ProxyUnderTest proxy = relayingTo(breaking(HEAD + chunk(HELLO) + end, Leaving.FIN));
    saysWhy(proxy, HELLO, "upstream_reset");
    counted(proxy, 1, "502", "upstream_failed");
  }

  @ParameterizedTest
  @EnumSource
  void streamWithALengthOnlyCloses(Leaving how) throws Exception {
    ProxyUnderTest proxy = relayingTo(breaking(LENGTH_100 + HELLO, how));
    onlyCloses(proxy, ASK, HELLO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 100\r\n\r\n{\"a", "Transfer-Encoding: chunked\r\n\r\n"})
  void answerThatIsNotStreamedOnlyCloses(String headers) throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + headers;
    boolean chunked = !answer.endsWith("a");
    ProxyUnderTest proxy =
        relayingTo(breaking(chunked ? answer + chunk("{\"a") : answer, Leaving.FIN));
    onlyCloses(proxy, ASK_WHOLE, "{\"a");
  }

  @Test
  void compressedStreamOnlyCloses() throws Exception {
    String head = HEAD.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n");
    ProxyUnderTest proxy = relayingTo(breaking(head + chunk("abc\n\n"), Leaving.RST));
    onlyCloses(proxy, ASK, "abc\n\n");
  }

  @Test
  void clientOnHttp10IsResetSinceACloseWouldBeAnEnd() throws Exception {
    ProxyUnderTest proxy = relayingTo(breaking(HEAD + chunk(HELLO), Leaving.FIN));
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK).replace("HTTP/1.1", "HTTP/1.0"));
      client.readHead();
      assertThat(client.readBytes(bytes(HELLO).length)).isEqualTo(bytes(HELLO));
      arrived.release();
      assertThat(endsInReset(client)).isTrue();
    }
    counted(proxy, 1, "502", "upstream_failed");
  }

  @Test
  void upstreamThatStaysSilentIsA504ThatNamesTheLimit() throws Exception {
    ProxyUnderTest proxy = relayingTo(stalling(""), "LLM_FIRST_TOKEN_TIMEOUT_MS", "150");
    RawClient.Answer answer = ask(proxy);
    assertThat(answer.status()).isEqualTo(504);
    JsonNode error = JSON.readTree(answer.text()).path("error");
    assertThat(error.path("code").textValue()).isEqualTo("timed_out");
    assertThat(error.path("message").textValue()).contains("150 ms");
    counted(proxy, 1, "504", "timed_out");
    errors(proxy, 1, "upstream_timeout");
  }

  @Test
  void answerThatIsNotStreamedAndStaysSilentIsA504ThatNamesItsOwnLimit() throws Exception {
    ProxyUnderTest proxy =
        relayingTo(stalling(""), "LLM_FIRST_TOKEN_TIMEOUT_MS", "20", "LLM_WHOLE_TIMEOUT_MS", "150");
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat(ASK_WHOLE));
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.text()).contains("timed_out").contains("150 ms");
    counted(proxy, 1, "504", "timed_out");
  }

  @Test
  void streamThatStaysSilentBehindItsHeadEndsInAnErrorEvent() throws Exception {
    ProxyUnderTest proxy = relayingTo(stalling(HEAD), "LLM_FIRST_TOKEN_TIMEOUT_MS", "2000");
    saysWhy(proxy, "", "timed_out");
    counted(proxy, 1, "504", "timed_out");
  }

  @Test
  void streamThatStallsBetweenTwoEventsEndsInAnErrorEvent() throws Exception {
    ProxyUnderTest proxy = relayingTo(stalling(HEAD + chunk(HELLO)), "LLM_IDLE_TIMEOUT_MS", "150");
    saysWhy(proxy, HELLO, "timed_out");
    counted(proxy, 1, "504", "timed_out");
    errors(proxy, 1, "upstream_timeout");
  }

  @Test
  void streamThatStallsInsideAnEventOnlyCloses() throws Exception {
    ProxyUnderTest proxy =
        relayingTo(stalling(HEAD + chunk(HELLO + "data: {\"cho")), "LLM_IDLE_TIMEOUT_MS", "150");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      RawClient.Answer answer = client.read();
      assertThat(answer.complete()).isFalse();
      assertThat(answer.text()).isEqualTo(HELLO + "data: {\"cho");
    }
    counted(proxy, 1, "504", "timed_out");
  }

  @Test
  void slowStreamThatNeverStallsIsNotCut() throws Exception {
    int events = 8;
    long gapMillis = 250;
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD);
              for (int i = 0; i < events; i++) {
                peer.send(chunk(HELLO));
                // The gap is the case itself; the test waits for nothing by it.
                assertThat(arrived.tryAcquire(gapMillis, TimeUnit.MILLISECONDS)).isFalse();
              }
              peer.send(chunk(DONE) + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy =
        relayingTo(
            upstream,
            "LLM_FIRST_TOKEN_TIMEOUT_MS",
            "1500",
            "LLM_IDLE_TIMEOUT_MS",
            "1500",
            "LLM_WHOLE_TIMEOUT_MS",
            "1500");
    RawClient.Answer answer = ask(proxy);
    assertThat(answer.complete()).isTrue();
    assertThat(answer.text()).isEqualTo(HELLO.repeat(events) + DONE);
    counted(proxy, 1, "200", "completed");
  }

  /** Sends so much, and leaves once the client has it: an RST would destroy what is on its way. */
  private ScriptedServer breaking(String sent, Leaving how) {
    return playing(
        peer -> {
          peer.readRequest();
          peer.send(sent);
          await(arrived);
          how.leave(peer);
        });
  }

  private ScriptedServer stalling(String sent) {
    return playing(
        peer -> {
          peer.readRequest();
          peer.send(sent);
          peer.awaitClose();
        });
  }

  /** The body so far comes, then the break, which the client sees as one, and nothing else. */
  private void onlyCloses(ProxyUnderTest proxy, String asked, String body) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(asked));
      String head = client.readHead();
      assertThat(client.readData(head, bytes(body).length)).isEqualTo(bytes(body));
      arrived.release();
      assertThat(client.rest()).as("behind the body").isIn("", "\r\n");
    }
    counted(proxy, 1, "502", "upstream_failed");
  }

  /** The body so far comes, then one error event as a chunk of its own, then the close. */
  private void saysWhy(ProxyUnderTest proxy, String body, String code) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(ASK));
      String head = client.readHead();
      if (!body.isEmpty()) {
        assertThat(client.readData(head, bytes(body).length)).isEqualTo(bytes(body));
        assertThat(client.readLine()).isEmpty();
      }
      arrived.release();
      String event = new String(client.readChunk(), StandardCharsets.UTF_8);
      assertThat(event).startsWith("data: ").endsWith("\n\n");
      JsonNode error = JSON.readTree(event.substring("data: ".length())).path("error");
      assertThat(error.path("code").textValue()).isEqualTo(code);
      assertThat(error.path("message").textValue()).isNotBlank();
      assertThat(error.has("type") && error.has("param")).isTrue();
      assertThat(client.rest()).as("no [DONE], no zero chunk").isEmpty();
    }
  }

  private static boolean endsInReset(RawClient client) throws IOException {
    try {
      while (client.readByte() >= 0) {
        // An error event may come before the reset, and may be lost by it.
      }
      return false;
    } catch (SocketException e) {
      return true;
    }
  }
}
