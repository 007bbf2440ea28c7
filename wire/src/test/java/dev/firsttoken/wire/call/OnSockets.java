package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A caller and its servers, closed after each test with nothing left over. */
abstract class OnSockets {
  static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  static final String LOOPS = "dev.firsttoken.wire.call.Caller$Loops#loadable";

  final Caller caller;
  private final List<ScriptedServer> servers = new ArrayList<>();

  OnSockets(Caller.Loops loops) {
    caller = new Caller(loops);
  }

  ScriptedServer playing(ScriptedServer.Script script) {
    return closedLater(ScriptedServer.playing(script));
  }

  /** Answers each request of each connection with the same bytes. */
  ScriptedServer answering(String answer) {
    return closedLater(ScriptedServer.answering(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Answers one request, and ends the stream. */
  ScriptedServer answeringAndClosing(String answer) {
    return playing(
        peer -> {
          peer.readRequest();
          peer.send(answer.getBytes(StandardCharsets.ISO_8859_1));
          peer.fin();
          peer.awaitClose();
        });
  }

  ScriptedServer closedLater(ScriptedServer server) {
    servers.add(server);
    return server;
  }

  @AfterEach
  void nothingIsLeftOver() {
    caller.close();
    for (ScriptedServer server : servers) {
      server.close();
      assertThat(server.failures()).isEmpty();
    }
  }

  static void completed(Recorder recorder, String data) throws InterruptedException {
    CallEnd end = recorder.end();
    assertThat(end.ending()).as(end.toString()).isEqualTo(Ending.COMPLETED);
    assertThat(recorder.data()).isEqualTo(data);
    assertThat(recorder.told()).startsWith("written").endsWith("ended");
  }

  static CallEnd ended(Recorder recorder, Ending why, boolean untouched)
      throws InterruptedException {
    CallEnd end = recorder.end();
    assertThat(end.ending()).as(end.toString()).isEqualTo(why);
    assertThat(end.untouched()).as(end.toString()).isEqualTo(untouched);
    return end;
  }
}
