package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HEAD;
import static dev.firsttoken.proxy.testing.Streams.HEAD_UNTIL_CLOSE;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.USAGE;
import static dev.firsttoken.proxy.testing.Streams.WORLD;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.proxy.testing.Streams.stream;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.proxy.testing.Streams;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream is counted as, and that counting it changes none of its bytes. */
class StreamFactsTest extends Relaying {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: : keepalive\n\n",
        "data:\n\n",
        "data\n\n",
        "data: \n\n",
        "data: not JSON\n\n"
      })
  void dataThatIsNoJsonPassesAndIsNoError(String keepAlive) throws Exception {
    ProxyUnderTest proxy = passes(keepAlive + HELLO + keepAlive + DONE);
    counted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void usageBehindTheFinishReasonIsCounted() throws Exception {
    String finish = event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
    ProxyUnderTest proxy = passes(ROLE + HELLO + finish + USAGE + DONE);
    counted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7);
  }

  @Test
  void usageThatIsNullOnEveryChunkLeavesTheContentEventsToCount() throws Exception {
    String nulls = (HELLO + WORLD).replace("{\"choices\"", "{\"usage\":null,\"choices\"");
    ProxyUnderTest proxy = passes(nulls + DONE);
    counted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(2);
  }

  @Test
  void lastUsageThatIsNotNullWins() throws Exception {
    String early = event("{\"choices\":[],\"usage\":{\"completion_tokens\":1}}");
    String none = event("{\"choices\":[],\"usage\":null}");
    ProxyUnderTest proxy = passes(early + HELLO + USAGE + none + DONE);
    counted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7);
  }

  @Test
  void nothingIsAddedToARequestThatAsksForNoUsage() throws Exception {
    ScriptedServer upstream = answering(stream(HELLO + WORLD + DONE));
    ProxyUnderTest proxy = relayingTo(upstream);
    assertThat(ask(proxy).text()).isEqualTo(HELLO + WORLD + DONE);
    assertThat(upstream.requests().getFirst().text()).isEqualTo(Streams.ASK);
    counted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).as("content events").isEqualTo(2);
  }

  @Test
  void choiceWithoutADeltaDoesNotHideTheUsage() throws Exception {
    String last =
        event(
            "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"completion_tokens\":9}}");
    ProxyUnderTest proxy = passes(HELLO + last + DONE);
    counted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(9);
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void timeToFirstTokenIsTakenAtTheFirstContentAndNotBefore() throws Exception {
    Semaphore goOn = new Semaphore(0);
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD + chunk(": ping\n\n" + ROLE));
              await(goOn);
              peer.send(chunk(HELLO));
              await(goOn);
              peer.send(chunk(WORLD) + chunk(DONE) + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(Streams.ASK));
      client.readHead();
      client.readChunk();
      assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
      goOn.release();
      client.readChunk();
      eventually("counted", () -> proxy.sum("chat_ttft_ms_count") == 1);
      goOn.release();
      assertThat(new String(client.readChunk(), StandardCharsets.UTF_8)).isEqualTo(WORLD);
    }
    proxy.settle();
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
  }

  @Test
  void streamThatEndsInOrderWithoutDoneIsTruncatedAndGetsNoDone() throws Exception {
    ProxyUnderTest proxy = passes(ROLE + HELLO);
    counted(proxy, 1, "200", "truncated");
  }

  @Test
  void streamWithoutFramingThatEndsWithoutDoneIsTruncatedToo() throws Exception {
    ProxyUnderTest proxy = relayingTo(answeringOnce(HEAD_UNTIL_CLOSE + ROLE + HELLO));
    RawClient.Answer answer = ask(proxy);
    assertThat(answer.complete()).isTrue();
    assertThat(answer.text()).isEqualTo(ROLE + HELLO);
    counted(proxy, 1, "200", "truncated");
  }

  @Test
  void streamOfNothingIsTruncated() throws Exception {
    ProxyUnderTest proxy = passes("");
    counted(proxy, 1, "200", "truncated");
    assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
  }

  @Test
  void wholeAnswerNeedsNoDone() throws Exception {
    ProxyUnderTest proxy = relayingTo(answering(Streams.whole("{\"choices\":[]}")));
    RawClient.ask(proxy.port(), chat(Streams.ASK_WHOLE));
    counted(proxy, 1, "200", "completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data: [DONE]\n\n"})
  void streamThatBeginsWithAnErrorPassesAndIsNoSuccess(String end) throws Exception {
    String error = event("{\"error\":{\"message\":\"no memory left\",\"code\":500}}");
    ProxyUnderTest proxy = passes(error + end);
    counted(proxy, 1, "502", "upstream_failed");
    errors(proxy, 1, "upstream_status");
  }

  /** A stream with this body reaches the client as it is. */
  private ProxyUnderTest passes(String body) throws IOException {
    String framed = body.isEmpty() ? HEAD + END : stream(body);
    ProxyUnderTest proxy = relayingTo(answering(framed));
    RawClient.Answer answer = ask(proxy);
    assertThat(answer.complete()).isTrue();
    assertThat(answer.text()).isEqualTo(body);
    return proxy;
  }

  private ScriptedServer answeringOnce(String answer) {
    return playing(
        peer -> {
          peer.readRequest();
          peer.send(answer);
          peer.fin();
          peer.awaitClose();
        });
  }
}
