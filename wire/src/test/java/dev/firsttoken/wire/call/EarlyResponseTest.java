package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.ScriptedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server responds before it has read the request, and closes: the write of the request fails, and
 * the response is read all the same (RFC 9112 §9.5).
 */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class EarlyResponseTest extends SocketTestBase {
  /** More than the buffers of two sockets hold. */
  private static final int BODY_BYTES = 20_000_000;

  private static final int ROUNDS = 10;
  private static final String REFUSAL = "HTTP/1.1 413 Too Large\r\nConnection: close\r\n";

  EarlyResponseTest(Caller.Loops loops) {
    super(loops);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello"
      })
  void wholeResponseIsReadThoughTheWriteFails(String response) throws InterruptedException {
    ScriptedServer server = serverRefusing(REFUSAL + response);
    for (int round = 0; round < ROUNDS; round++) {
      RecordingCallListener recorder = callWithLargeBody(caller.dial(server));
      CallResult result = assertEnded(recorder, CallOutcome.COMPLETED, false);
      assertThat(result.detail()).isNull();
      assertThat(recorder.response().status().code()).isEqualTo(413);
      assertThat(recorder.data()).isEqualTo("hello");
    }
  }

  @Test
  void connectionIsNotReusedAfterAnEarlyResponse() throws InterruptedException {
    ScriptedServer server =
        serverRefusing("HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nhello");
    for (int round = 0; round < ROUNDS; round++) {
      Connection connection = caller.dial(server);
      assertEnded(callWithLargeBody(connection), CallOutcome.COMPLETED, false);
      assertThat(caller.onLoop(connection::isReusable)).isFalse();
    }
  }

  @Test
  void largeResponseIsReadToItsEnd() throws InterruptedException {
    String body = "x".repeat(100_000);
    ScriptedServer server =
        serverRefusing(REFUSAL + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    for (int round = 0; round < ROUNDS; round++) {
      RecordingCallListener recorder = callWithLargeBody(caller.dial(server));
      CallResult result = recorder.result();
      // A reset can destroy what the server has not sent yet: the rest is then missing.
      if (result.outcome() == CallOutcome.COMPLETED) {
        assertThat(recorder.dataLength()).isEqualTo(body.length());
      } else {
        assertThat(result.outcome()).isIn(CallOutcome.RESET, CallOutcome.TRUNCATED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 413 Too L",
        "HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\nhello",
        "HTTP/1.1 413 Too Large\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
      })
  void responseThatIsNotWholeIsNoResponse(String response) throws InterruptedException {
    ScriptedServer server = serverRefusing(response);
    for (int round = 0; round < ROUNDS; round++) {
      CallResult result = callWithLargeBody(caller.dial(server)).result();
      // The end of the stream and the reset race; both are seen only after the response.
      assertThat(result.outcome()).isIn(CallOutcome.RESET, CallOutcome.TRUNCATED);
      assertThat(result.noBytesReceived()).isFalse();
    }
  }

  @Test
  void serverThatClosesWithoutAResponseEndsTheCall() throws InterruptedException {
    ScriptedServer server = serverRefusing("");
    CallResult result = callWithLargeBody(caller.dial(server)).result();
    assertThat(result.outcome()).isIn(CallOutcome.RESET, CallOutcome.TRUNCATED);
    assertThat(result.noBytesReceived()).isTrue();
  }

  private ScriptedServer serverRefusing(String response) {
    return serverRunning(
        peer -> {
          peer.readHeaders();
          peer.send(response);
          // Closing with unread input sends a reset.
        });
  }

  private RecordingCallListener callWithLargeBody(Connection connection) {
    RecordingCallListener recorder = new RecordingCallListener();
    caller.run(() -> connection.call(Caller.request(BODY_BYTES), recorder));
    return recorder;
  }
}
