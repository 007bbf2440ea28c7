package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.REASONING;
import static dev.firsttoken.bench.testing.ChatResponses.ROLE;
import static dev.firsttoken.bench.testing.ChatResponses.STREAM_HEADERS;
import static dev.firsttoken.bench.testing.ChatResponses.USAGE;
import static dev.firsttoken.bench.testing.ChatResponses.chunk;
import static dev.firsttoken.bench.testing.ChatResponses.data;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which events of a response count, and which end it as a failure. */
class ResponseRecordingTest {

  /** Finish of a stream, with the reason at the number sign. */
  private static final String FINISH =
      data("{\"choices\":[{\"delta\":{},\"finish_reason\":\"#\"}]}");

  static Stream<Arguments> failedStreams() {
    return Stream.of(
        Arguments.of(
            stream(CONTENT, data("{\"error\":\"overloaded\"}"), DONE),
            Outcome.ERROR_EVENT,
            "overloaded"),
        Arguments.of(
            stream(
                CONTENT, data("{\"object\":\"error\",\"message\":\"broke\",\"code\":400}"), DONE),
            Outcome.ERROR_EVENT,
            "broke"),
        Arguments.of(
            stream(CONTENT, data("{\"text\":\"busy\",\"error_code\":50001}"), DONE),
            Outcome.ERROR_EVENT,
            "busy"),
        Arguments.of(
            stream(CONTENT, "event: error\ndata: {\"message\":\"x\"}\n\n", DONE),
            Outcome.ERROR_EVENT,
            "an error: x"),
        Arguments.of(
            stream(CONTENT, "event: error\ndata: engine died\n\n", DONE),
            Outcome.ERROR_EVENT,
            "engine died"),
        Arguments.of(
            stream(CONTENT, "error: {\"code\":500,\"message\":\"x\"}\n\n", DONE),
            Outcome.ERROR_EVENT,
            "500"),
        Arguments.of(
            stream(CONTENT, USAGE, FINISH.replace("#", "abort"), DONE),
            Outcome.GENERATION_FAILED,
            "the finish reason is abort, after 1 content events"),
        Arguments.of(
            stream(FINISH.replace("#", "error"), DONE), Outcome.GENERATION_FAILED, "error"));
  }

  @ParameterizedTest
  @MethodSource("failedStreams")
  void streamThatSaysItFailedIsNotAnswered(String response, Outcome outcome, String detail) {
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(outcome);
      assertThat(sample.detail()).contains(detail);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: [DONE]\n", "data: [DONE]", "data:[DONE]\r\n"})
  void lastEventCountsWithoutItsBlankLine(String end) {
    String framed = stream(ROLE, CONTENT, USAGE.strip() + "\n\n" + end);
    String untilClose =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            + ROLE
            + CONTENT
            + USAGE
            + end;
    for (String response : List.of(framed, untilClose)) {
      try (ScriptedServer server = ScriptedServer.running(peer -> respondAndClose(peer, response));
          SingleUser user = new SingleUser(server.baseUrl())) {
        Sample sample = user.send();

        assertThat(sample.outcome()).isEqualTo(Outcome.OK);
        assertThat(sample.completionTokens()).isEqualTo(2);
        assertThat(sample.eventNanos()).hasSize(1);
      }
    }
  }

  @Test
  void eventStreamIsRecognizedWhateverTheCaseOfItsType() {
    String response =
        stream(ROLE, CONTENT, DONE)
            .replace("text/event-stream", "Text/Event-Stream; charset=UTF-8");
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.OK);
    }
  }

  @Test
  void contentOfTheLastEventCountsWithoutItsBlankLine() {
    String last = CONTENT.strip();
    try (ScriptedServer server =
            ScriptedServer.responding(stream(ROLE, CONTENT, last).getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.eventNanos()).hasSize(2);
      assertThat(sample.outcome()).isEqualTo(Outcome.NO_DONE);
    }
  }

  @Test
  void halfAnEventAtTheEndIsNone() {
    try (ScriptedServer server =
            ScriptedServer.responding(stream(ROLE, CONTENT, "data: {\"choi").getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.NO_DONE);
    }
  }

  @Test
  void pendingEventOfACutStreamDoesNotCount() {
    String cut = STREAM_HEADERS + chunk(ROLE + CONTENT) + chunk(CONTENT.strip() + "\n");
    try (ScriptedServer server = ScriptedServer.running(peer -> respondAndClose(peer, cut));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.CUT);
      assertThat(sample.eventNanos()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "\"\"", "[]", "{\"message\":null}"})
  void emptyErrorInAGoodChunkIsNoError(String error) {
    String content = CONTENT.replace("{\"choices\"", "{\"error\":" + error + ",\"choices\"");
    assertThat(content).isNotEqualTo(CONTENT);
    try (ScriptedServer server =
            ScriptedServer.responding(stream(ROLE, content, USAGE, DONE).getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.OK);
    }
  }

  @Test
  void toolCallStartsAtItsNameAndNeedsNoArguments() {
    String call =
        data(
            "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}");
    try (ScriptedServer server =
            ScriptedServer.responding(stream(ROLE, call, USAGE, DONE).getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.OK);
      assertThat(sample.eventNanos()).hasSize(1);
      assertThat(sample.toolCallEvents()).isEqualTo(1);
      assertThat(sample.firstOutputIndex()).isZero();
    }
  }

  @Test
  void mediaIsOutput() {
    String audio = data("{\"choices\":[{\"delta\":{\"audio\":{\"data\":\"UklG\"}}}]}");
    try (ScriptedServer server =
            ScriptedServer.responding(stream(ROLE, REASONING, audio, DONE).getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.eventNanos()).hasSize(2);
      assertThat(sample.firstOutputIndex()).isEqualTo(1);
    }
  }

  @Test
  void identityIsNoContentCoding() {
    String response =
        goodStream()
            .replace("transfer-encoding", "content-encoding: Identity\r\ntransfer-encoding");
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.OK);
    }
  }

  private static void respondAndClose(Peer peer, String response) throws IOException {
    peer.readRequest();
    peer.send(response);
    peer.fin();
    peer.awaitClose();
  }
}
