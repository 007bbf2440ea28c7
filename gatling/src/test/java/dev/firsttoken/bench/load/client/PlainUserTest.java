package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.chunk;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A user that sends plain GET requests. */
class PlainUserTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String OK = plain("200 OK", "text/plain", "0123456789");

  private static SingleUser user(ScriptedServer server) {
    return SingleUser.plain(server.baseUrl() + "/a?b=c", TIMEOUT);
  }

  @Test
  void responseHasTimesAndBytesAndNoEvents() {
    try (ScriptedServer server = ScriptedServer.responding(OK.getBytes(UTF_8));
        SingleUser user = user(server)) {
      Sample sample = user.send();

      assertThat(sample.outcome()).isEqualTo(Outcome.OK);
      assertThat(sample.detail()).isNull();
      assertThat(sample.status()).isEqualTo(200);
      assertThat(sample.bytes()).isEqualTo(10);
      assertThat(sample.reads()).isEqualTo(1);
      assertThat(sample.eventNanos()).isEmpty();
      assertThat(sample.completionTokens()).isEqualTo(Sample.NONE);
      assertThat(sample.finishReason()).isNull();
      assertThat(
              new long[] {
                sample.sendNanos(), sample.writeNanos(), sample.headersNanos(), sample.endNanos()
              })
          .isSorted();
      assertThat(server.requests().getFirst().headers())
          .startsWith("GET /a?b=c HTTP/1.1\r\n")
          .doesNotContainIgnoringCase("content-length", "authorization");
    }
  }

  @Test
  void bytesOfChunksAreCountedWithoutTheirFraming() {
    String response =
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
            + chunk("12345")
            + chunk("678")
            + "0\r\n\r\n";
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = user(server)) {
      Sample sample = user.send();
      assertThat(sample.outcome()).isEqualTo(Outcome.OK);
      assertThat(sample.bytes()).isEqualTo(8);
    }
  }

  @Test
  void connectionIsKeptFromRequestToRequest() {
    try (ScriptedServer server = ScriptedServer.responding(OK.getBytes(UTF_8));
        SingleUser user = user(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(user.send().outcome()).isEqualTo(Outcome.OK);
      }
      assertThat(server.peers()).hasSize(1);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void eventStreamIsOnlyBytes() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user = user(server)) {
      Sample sample = user.send();
      assertThat(sample.outcome()).isEqualTo(Outcome.OK);
      assertThat(sample.eventNanos()).isEmpty();
    }
  }

  @Test
  void otherStatusFailsWithTheServersWords() {
    String missing = plain("404 Not Found", "application/json", "{\"message\":\"no such page\"}");
    try (ScriptedServer server = ScriptedServer.responding(missing.getBytes(UTF_8));
        SingleUser user = user(server)) {
      Sample sample = user.send();
      assertThat(sample.outcome()).isEqualTo(Outcome.HTTP_STATUS);
      assertThat(sample.status()).isEqualTo(404);
      assertThat(sample.detail()).isEqualTo(server.baseUrl() + "/a: HTTP 404: no such page");
    }
  }

  @Test
  void redirectIsNotFollowedAndFails() {
    String moved = "HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n";
    try (ScriptedServer server = ScriptedServer.responding(moved.getBytes(UTF_8));
        SingleUser user = user(server)) {
      assertThat(user.send().detail()).endsWith("HTTP 302");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void cutResponseSaysHowManyBytesCame() {
    String cut = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n1234";
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send(cut);
                  peer.fin();
                });
        SingleUser user = user(server)) {
      Sample sample = user.send();
      assertThat(sample.outcome()).isEqualTo(Outcome.CUT);
      assertThat(sample.detail()).endsWith("(after 4 bytes of the body, HTTP 200)");
    }
  }

  @Test
  void slowResponseTimesOut() {
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.awaitClose();
                });
        SingleUser user = SingleUser.plain(server.baseUrl(), Duration.ofMillis(50))) {
      assertThat(user.send().outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(server.requests().getFirst().headers()).startsWith("GET / HTTP/1.1\r\n");
    }
  }
}
