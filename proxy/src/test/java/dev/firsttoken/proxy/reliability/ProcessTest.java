package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.testing.ForkedProxy;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The server as a process: startup message, shutdown message and exit status. */
class ProcessTest {
  @Test
  void terminatedProcessFinishesARunningStream() throws Exception {
    HeaderScriptedUpstream script = new HeaderScriptedUpstream();
    try (ScriptedServer upstream = ScriptedServer.running(script::run)) {
      Map<String, String> environment =
          Map.of("LLM_BASE_URL", upstream.baseUrl(), "LLM_API_KEY", "canary");
      try (ForkedProxy proxy = ForkedProxy.start(environment)) {
        try (RawClient running = new RawClient(proxy.port())) {
          running.send(chat("X-Do: wait amid"));
          running.readHeaders();
          running.readChunk();
          proxy.terminate();
          assertThat(proxy.awaitLine())
              .isEqualTo("Shutting down: waiting up to 30 s for 1 request in flight");
          eventually("not ready", () -> readyStatus(proxy.port()) == 503);
          assertThat(RawClient.request(proxy.port(), chat()).status()).isEqualTo(503);
          script.release(1);

          assertThat(running.readChunk()).asString().isEqualTo(DONE);
          assertThat(running.readChunk()).isEmpty();
        }
        assertThat(proxy.awaitExit()).isEmpty();
        assertThat(proxy.exitStatus()).as("by SIGTERM").isEqualTo(143);
      }
    }
  }

  @Test
  void processBeyondLoopbackWithoutAKeyFailsWithAMessage() throws Exception {
    Process process =
        ForkedProxy.fork(Map.of("FIRST_TOKEN_HOST", "0.0.0.0", "LLM_API_KEY", "canary"));
    List<String> stderr = process.errorReader().lines().toList();

    assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(stderr)
        .containsExactly(
            "FIRST_TOKEN_HOST=0.0.0.0 makes the server reachable from other machines. Set"
                + " PROXY_API_KEY, the key that clients must send, so that nobody else spends"
                + " yours.");
  }

  @Test
  void processExitsOnStdinEofIfConfigured() throws Exception {
    try (ForkedProxy proxy =
        ForkedProxy.start(Map.of("LLM_API_KEY", "canary", "EXIT_ON_STDIN_EOF", "true"))) {
      OutputStream stdin = proxy.process().getOutputStream();
      stdin.write('\n');
      stdin.flush();
      assertThat(RawClient.request(proxy.port(), to("GET /health")).status()).isEqualTo(200);

      stdin.close();

      assertThat(proxy.awaitExit()).isEmpty();
      assertThat(proxy.exitStatus()).isZero();
    }
  }

  private static int readyStatus(int port) {
    try {
      return RawClient.request(port, to("GET /health/ready")).status();
    } catch (IOException e) {
      return 0; // The drain closed the connection before the request arrived.
    }
  }
}
