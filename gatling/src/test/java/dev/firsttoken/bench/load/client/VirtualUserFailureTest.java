package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.ERROR;
import static dev.firsttoken.bench.testing.ChatResponses.ROLE;
import static dev.firsttoken.bench.testing.ChatResponses.STREAM_HEADERS;
import static dev.firsttoken.bench.testing.ChatResponses.USAGE;
import static dev.firsttoken.bench.testing.ChatResponses.chunk;
import static dev.firsttoken.bench.testing.ChatResponses.data;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of one user that fail. */
class VirtualUserFailureTest {
  private static final Duration SHORT_TIMEOUT = Duration.ofMillis(200);

  static Stream<Arguments> badResponses() {
    return Stream.of(
        Arguments.of(plain("404 Not Found", "text/plain", "no such"), Outcome.HTTP_STATUS, "404"),
        Arguments.of(plain("500 Oops", "text/plain", "it broke"), Outcome.HTTP_STATUS, "it broke"),
        Arguments.of("HTTP/1.1 204 No Content\r\n\r\n", Outcome.NOT_A_STREAM, "null"),
        Arguments.of(plain("200 OK", "text/html", "<html>"), Outcome.NOT_A_STREAM, "<html>"),
        Arguments.of(plain("200 OK", "application/json", "{}"), Outcome.NOT_A_STREAM, "json"),
        Arguments.of(
            goodStream().replace("transfer-encoding", "content-encoding: br\r\ntransfer-encoding"),
            Outcome.NOT_A_STREAM,
            "content-encoding br"),
        Arguments.of(stream(), Outcome.EMPTY_STREAM, "without [DONE]"),
        Arguments.of(stream(ROLE, USAGE, DONE), Outcome.EMPTY_STREAM, "content event"),
        Arguments.of(stream(ROLE, CONTENT, USAGE), Outcome.NO_DONE, "after 1 content"),
        Arguments.of(stream(CONTENT, ERROR, DONE), Outcome.ERROR_EVENT, "out of memory"),
        Arguments.of(stream(CONTENT, data("{\"cho"), DONE), Outcome.MALFORMED, "not JSON"),
        Arguments.of("SMTP ready\r\n\r\n", Outcome.MALFORMED, "HTTP/1.1"),
        Arguments.of(STREAM_HEADERS + "x\r\n", Outcome.MALFORMED, "chunk"));
  }

  @ParameterizedTest
  @MethodSource("badResponses")
  void badResponseIsAFailedSampleWithItsReason(String response, Outcome outcome, String reason) {
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(outcome);
      assertThat(sample.detail()).contains(reason);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void streamClosedMidwayIsCut() {
    assertOutcomeOfBreak(Peer::fin, Outcome.CUT);
  }

  @Test
  void streamResetMidwayIsReset() {
    assertOutcomeOfBreak(Peer::rst, Outcome.RESET);
  }

  private interface Break {
    void apply(Peer peer) throws IOException;
  }

  // The break comes after the user has read an event: an RST may overtake unread bytes.
  private static void assertOutcomeOfBreak(Break how, Outcome outcome) {
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(STREAM_HEADERS + chunk(CONTENT));
                  how.apply(peer);
                });
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().outcome()).isEqualTo(outcome);
      assertThat(server.requests()).hasSize(1);
      assertThat(user.unexpectedSamples()).isZero();
    }
  }

  @Test
  void serverThatNeverRespondsTimesOut() {
    try (ScriptedServer server = ScriptedServer.running(Peer::awaitClose);
        SingleUser user = new SingleUser(server.baseUrl(), SHORT_TIMEOUT, null)) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(sample.endNanos() - sample.sendNanos())
          .isGreaterThanOrEqualTo(SHORT_TIMEOUT.toNanos());
      assertThat(sample.headersNanos()).isEqualTo(Sample.NONE);
    }
  }

  @Test
  void stalledStreamTimesOutAndKeepsItsEvents() {
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(STREAM_HEADERS + chunk(CONTENT));
                  peer.awaitClose();
                });
        SingleUser user = new SingleUser(server.baseUrl(), SHORT_TIMEOUT, null)) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(sample.eventNanos()).hasSize(1);
      assertThat(sample.detail()).contains("1 content events");
    }
  }

  @Test
  void refusedConnectionIsAFailedSample() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (SingleUser user = new SingleUser("http://127.0.0.1:" + closed)) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.CONNECT_FAILED);
      assertThat(sample.detail()).contains("127.0.0.1:" + closed);
      assertThat(sample.writeNanos()).isEqualTo(Sample.NONE);
    }
  }

  @Test
  void plaintextServerBehindHttpsIsATlsFailure() {
    String refusal = plain("400 Bad Request", "text/plain", "not HTTP");
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.send(refusal);
                  peer.awaitClose();
                });
        SingleUser user = new SingleUser(server.baseUrl().replace("http:", "https:"))) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.TLS_FAILED);
    }
  }

  @Test
  void whateverAListenerThrowsEndsItsRequestWithAFailureOfItsOwn() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      user.throwWhen(new OutOfMemoryError("Java heap space"), null);
      Sample sent = user.sendTurn();
      user.throwWhen(null, new IllegalStateException("no such level"));
      Sample ended = user.sendTurn();
      user.throwWhen(null, null);
      Sample next = user.sendTurn();

      assertThat(sent.outcome()).isEqualTo(Outcome.CLIENT_ERROR);
      assertThat(sent.detail()).contains("OutOfMemoryError: Java heap space");
      assertThat(ended.outcome()).isEqualTo(Outcome.CLIENT_ERROR);
      assertThat(ended.detail()).contains("no such level");
      assertThat(next.outcome()).isEqualTo(Outcome.OK);
      assertThat(user.clientContext().inFlight()).hasValue(0);
    }
  }

  @Test
  void endlessSmallEventsEndAtTheLimit() {
    byte[] events =
        chunk(data("{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}").repeat(1_000))
            .getBytes(UTF_8);
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(STREAM_HEADERS);
                  while (true) {
                    peer.send(events);
                  }
                });
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.TOO_LARGE);
      assertThat(sample.detail()).contains("more than 262,144 content events");
    }
  }

  static Stream<Arguments> failuresWithAMessage() {
    String json = "{\"error\":{\"message\":\"no \\\"model\\\" x\",\"type\":\"t\",";
    String cut =
        String.join(
            "\r\n",
            "HTTP/1.1 404 Not Found",
            "content-type: application/json",
            "content-length: 500",
            "\r\n");
    String event = "data: " + json;
    return Stream.of(
        Arguments.of(
            plain("404 Not Found", "application/json", json + "\"code\":404}}"),
            "HTTP 404: no \"model\" x (code 404)"),
        Arguments.of(cut + json, "no \"model\" x"),
        Arguments.of(STREAM_HEADERS + chunk(CONTENT) + chunk(event), "no \"model\" x"),
        Arguments.of(
            STREAM_HEADERS
                + chunk(CONTENT + event)
                + chunk("\"code\":500}}\n\n")
                + chunk(DONE)
                + "0\r\n\r\n",
            "no \"model\" x (code 500)"),
        Arguments.of(
            plain("502 Bad Gateway", "text/html", "<h1>502</h1>"), "HTTP 502: <h1>502</h1>"),
        Arguments.of(
            plain("422 X", "application/json", "{\"detail\":[{\"msg\":\"Field required\"}]}"),
            "HTTP 422: Field required"));
  }

  @ParameterizedTest
  @MethodSource("failuresWithAMessage")
  void failureSaysWhatWasAskedAndWhatTheServerSays(String response, String message) {
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(response);
                });
        SingleUser user = new SingleUser(server.baseUrl())) {
      Sample sample = user.send();

      assertThat(sample.detail())
          .startsWith(server.baseUrl() + "/api/chat/completions: ")
          .contains(message);
    }
  }

  @Test
  void refusedUserRestsAsTheServerAsks() {
    String response =
        plain("429 Too Many", "text/plain", "slow down")
            .replaceFirst("\r\n", "\r\nretry-after: 2\r\n");
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl())) {
      assertThat(user.send().restNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
      Sample due = user.send(new PlannedRequest(0, Phase.MEASURED, 1_000));
      assertThat(due.restNanos()).isZero();
    }
  }
}
