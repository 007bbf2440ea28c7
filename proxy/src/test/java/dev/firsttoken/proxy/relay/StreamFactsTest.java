package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS_UNTIL_CLOSE;
import static dev.firsttoken.proxy.testing.Streams.USAGE;
import static dev.firsttoken.proxy.testing.Streams.WORLD;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.proxy.testing.Streams.stream;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Streams;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a stream is counted, and that counting changes none of its bytes. */
class StreamFactsTest extends ProxyFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: : keepalive\n\n",
        "data:\n\n",
        "data\n\n",
        "data: \n\n",
        "data: not JSON\n\n"
      })
  void invalidJsonPassesAndIsNoError(String keepAlive) throws Exception {
    ProxyUnderTest proxy = assertPasses(keepAlive + HELLO + keepAlive + DONE);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void usageAfterTheFinishReasonIsCounted() throws Exception {
    String finish = event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
    ProxyUnderTest proxy = assertPasses(ROLE + HELLO + finish + USAGE + DONE);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7);
  }

  @Test
  void nullUsageCountsTheContentEvents() throws Exception {
    String nulls = (HELLO + WORLD).replace("{\"choices\"", "{\"usage\":null,\"choices\"");
    ProxyUnderTest proxy = assertPasses(nulls + DONE);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(2);
  }

  @Test
  void lastNonNullUsageCounts() throws Exception {
    String early = event("{\"choices\":[],\"usage\":{\"completion_tokens\":1}}");
    String none = event("{\"choices\":[],\"usage\":null}");
    ProxyUnderTest proxy = assertPasses(early + HELLO + USAGE + none + DONE);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7);
  }

  @Test
  void includeUsageIsNotAddedToARequest() throws Exception {
    ScriptedServer upstream = upstreamResponding(stream(HELLO + WORLD + DONE));
    ProxyUnderTest proxy = proxyTo(upstream);
    assertThat(requestStream(proxy).text()).isEqualTo(HELLO + WORLD + DONE);
    assertThat(upstream.requests().getFirst().text()).isEqualTo(Streams.STREAM_REQUEST);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).as("content events").isEqualTo(2);
  }

  @Test
  void choiceWithoutADeltaDoesNotHideTheUsage() throws Exception {
    String last =
        event(
            "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"completion_tokens\":9}}");
    ProxyUnderTest proxy = assertPasses(HELLO + last + DONE);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(9);
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void ttftIsMeasuredAtTheFirstContentEvent() throws Exception {
    Semaphore proceed = new Semaphore(0);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS + chunk(": ping\n\n" + ROLE));
              await(proceed);
              peer.send(chunk(HELLO));
              await(proceed);
              peer.send(chunk(WORLD) + chunk(DONE) + END);
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(Streams.STREAM_REQUEST));
      client.readHeaders();
      client.readChunk();
      assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
      proceed.release();
      client.readChunk();
      eventually("counted", () -> proxy.sum("chat_ttft_ms_count") == 1);
      proceed.release();
      assertThat(new String(client.readChunk(), StandardCharsets.UTF_8)).isEqualTo(WORLD);
    }
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Text/Event-Stream",
        "TEXT/EVENT-STREAM; charset=UTF-8",
        "text/event-stream;charset=utf-8",
        "\ttext/event-stream ; x=y"
      })
  void eventStreamIsRecognizedWhateverTheCaseOfItsType(String type) throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamResponding(Streams.STREAM.replace("text/event-stream", type)));
    RawClient.Response response = requestStream(proxy);

    assertThat(response.header("x-accel-buffering")).isEqualTo("no");
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/event-streams", "text/plain; x=text/event-stream"})
  void otherTypeIsNoEventStream(String type) throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamResponding(Streams.STREAM.replace("text/event-stream", type)));
    requestStream(proxy);
    proxy.awaitIdle();

    assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
  }

  @Test
  void streamWithoutDoneIsTruncatedAndGetsNoDone() throws Exception {
    ProxyUnderTest proxy = assertPasses(ROLE + HELLO);
    assertCounted(proxy, 1, "200", "truncated");
  }

  @Test
  void unframedStreamWithoutDoneIsTruncatedToo() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamRespondingOnce(STREAM_HEADERS_UNTIL_CLOSE + ROLE + HELLO));
    RawClient.Response response = requestStream(proxy);
    assertThat(response.complete()).isTrue();
    assertThat(response.text()).isEqualTo(ROLE + HELLO);
    assertCounted(proxy, 1, "200", "truncated");
  }

  @Test
  void emptyStreamIsTruncated() throws Exception {
    ProxyUnderTest proxy = assertPasses("");
    assertCounted(proxy, 1, "200", "truncated");
    assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
  }

  @Test
  void bufferedResponseNeedsNoDone() throws Exception {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(Streams.jsonResponse("{\"choices\":[]}")));
    RawClient.request(proxy.port(), chat(Streams.BUFFERED_REQUEST));
    assertCounted(proxy, 1, "200", "completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data: [DONE]\n\n"})
  void streamStartingWithAnErrorPassesAndCountsAsFailed(String end) throws Exception {
    String error = event("{\"error\":{\"message\":\"no memory left\",\"code\":500}}");
    ProxyUnderTest proxy = assertPasses(error + end);
    assertCounted(proxy, 1, "502", "upstream_failed");
    assertErrors(proxy, 1, "upstream_status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: error\ndata: {\"message\":\"x\"}\n\n",
        "error: {\"code\":500,\"message\":\"x\"}\n\n",
        "data: {\"object\":\"error\",\"message\":\"x\",\"code\":400}\n\n",
        "data: {\"text\":\"x\",\"error_code\":50001}\n\n",
        "data: {\"error\":\"x\"}\n\n",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"abort\"}]}\n\n",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n"
      })
  void failureInAnyFormPassesAndCountsAsFailed(String failure) throws Exception {
    ProxyUnderTest proxy = assertPasses(HELLO + failure + DONE);
    assertCounted(proxy, 1, "502", "upstream_failed");
    assertErrors(proxy, 1, "upstream_status");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "\"\"", "[]"})
  void emptyErrorInAGoodChunkIsNoError(String error) throws Exception {
    String hello = HELLO.replace("{\"choices\"", "{\"error\":" + error + ",\"choices\"");
    ProxyUnderTest proxy = assertPasses(hello + DONE);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"no memory left\"}}",
        "{\"object\":\"error\",\"message\":\"x\",\"code\":400}",
        "[{\"error\":{\"code\":503}}]"
      })
  void errorAsJsonWithStatus200CountsAsFailed(String json) throws Exception {
    for (String request : List.of(Streams.STREAM_REQUEST, Streams.BUFFERED_REQUEST)) {
      ProxyUnderTest proxy = proxyTo(upstreamResponding(Streams.jsonResponse(json)));
      RawClient.Response response = RawClient.request(proxy.port(), chat(request));
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo(json);
      assertCounted(proxy, 1, "502", "upstream_failed");
      assertErrors(proxy, 1, "upstream_status");
    }
  }

  @Test
  void errorAsJsonWithItsOwnStatusCountsUnderThatStatus() throws Exception {
    String response =
        Streams.jsonResponse("{\"error\":{\"message\":\"x\"}}").replace("200 OK", "429 Slow");
    ProxyUnderTest proxy = proxyTo(upstreamResponding(response));
    assertThat(requestStream(proxy).status()).isEqualTo(429);
    assertCounted(proxy, 1, "429", "completed");
    assertErrors(proxy, 1, "upstream_status");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity", "identity, IDENTITY"})
  void identityIsNoContentCoding(String coding) throws Exception {
    String headers =
        STREAM_HEADERS.replace("\r\n\r\n", "\r\nContent-Encoding: " + coding + "\r\n\r\n");
    ProxyUnderTest proxy = proxyTo(upstreamResponding(headers + chunk(HELLO + USAGE + DONE) + END));
    assertThat(requestStream(proxy).text()).isEqualTo(HELLO + USAGE + DONE);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7);
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: [DONE]\n", "data: [DONE]", "data: [DONE]\r"})
  void lastEventCountsWithoutItsBlankLine(String end) throws Exception {
    ProxyUnderTest proxy = assertPasses(HELLO + end);
    assertCounted(proxy, 1, "200", "completed");
  }

  @Test
  void contentAndUsageOfTheLastEventCountWithoutItsBlankLine() throws Exception {
    String last = USAGE.replace("[]", "[{\"delta\":{\"content\":\"x\"}}]").strip();
    ProxyUnderTest proxy = assertPasses(ROLE + last);
    assertCounted(proxy, 1, "200", "truncated");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(7);
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
  }

  @Test
  void lastEventOfABodyUntilCloseCountsWithoutItsBlankLine() throws Exception {
    ProxyUnderTest proxy =
        proxyTo(upstreamRespondingOnce(STREAM_HEADERS_UNTIL_CLOSE + HELLO + DONE.strip()));
    assertThat(requestStream(proxy).complete()).isTrue();
    assertCounted(proxy, 1, "200", "completed");
  }

  @Test
  void pendingEventOfACutBodyDoesNotCount() throws Exception {
    String pending = USAGE.strip() + "\n";
    ProxyUnderTest proxy =
        proxyTo(upstreamRespondingOnce(STREAM_HEADERS + chunk(HELLO) + chunk(pending)));
    assertThat(requestStream(proxy).complete()).isFalse();
    assertCounted(proxy, 1, "502", "upstream_failed");
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
  }

  @Test
  void toolCallStartsAtItsName() throws Exception {
    String call =
        event(
            "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"1\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}");
    ProxyUnderTest proxy = assertPasses(ROLE + call + DONE);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
  }

  /** Checks that a stream with this body reaches the client unchanged. */
  private ProxyUnderTest assertPasses(String body) throws IOException {
    String framed = body.isEmpty() ? STREAM_HEADERS + END : stream(body);
    ProxyUnderTest proxy = proxyTo(upstreamResponding(framed));
    RawClient.Response response = requestStream(proxy);
    assertThat(response.complete()).isTrue();
    assertThat(response.text()).isEqualTo(body);
    return proxy;
  }

  private ScriptedServer upstreamRespondingOnce(String response) {
    return upstreamRunning(
        peer -> {
          peer.readRequest();
          peer.send(response);
          peer.fin();
          peer.awaitClose();
        });
  }
}
