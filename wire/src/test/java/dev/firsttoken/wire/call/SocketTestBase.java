package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Caller and servers of a test, closed after it with a check for leaks and server failures. */
abstract class SocketTestBase {
  static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  static final String LOOPS = "dev.firsttoken.wire.call.Caller$Loops#loadable";

  final Caller caller;
  private final List<ScriptedServer> servers = new ArrayList<>();

  SocketTestBase(Caller.Loops loops) {
    caller = new Caller(loops);
  }

  ScriptedServer serverRunning(ScriptedServer.Script script) {
    return closeAfterTest(ScriptedServer.running(script));
  }

  /** Starts a server that sends the same response to each request. */
  ScriptedServer serverResponding(String response) {
    return closeAfterTest(
        ScriptedServer.responding(response.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Starts a server that responds to one request and ends the stream. */
  ScriptedServer serverRespondingAndClosing(String response) {
    return serverRunning(
        peer -> {
          peer.readRequest();
          peer.send(response.getBytes(StandardCharsets.ISO_8859_1));
          peer.fin();
          peer.awaitClose();
        });
  }

  ScriptedServer closeAfterTest(ScriptedServer server) {
    servers.add(server);
    return server;
  }

  @AfterEach
  void closeEverything() {
    caller.close();
    for (ScriptedServer server : servers) {
      server.close();
      assertThat(server.failures()).isEmpty();
    }
  }

  static void assertCompleted(RecordingCallListener recorder, String data)
      throws InterruptedException {
    CallResult result = recorder.result();
    assertThat(result.outcome()).as(result.toString()).isEqualTo(CallOutcome.COMPLETED);
    assertThat(recorder.data()).isEqualTo(data);
    assertThat(recorder.callbacks()).startsWith("written").endsWith("ended");
  }

  static CallResult assertEnded(
      RecordingCallListener recorder, CallOutcome outcome, boolean noBytesReceived)
      throws InterruptedException {
    CallResult result = recorder.result();
    assertThat(result.outcome()).as(result.toString()).isEqualTo(outcome);
    assertThat(result.noBytesReceived()).as(result.toString()).isEqualTo(noBytesReceived);
    return result;
  }
}
