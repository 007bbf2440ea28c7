package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.Application;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The server as a process: startup message, shutdown message and exit status. */
class ProcessTest {
  private static final Pattern STARTUP_MESSAGE =
      Pattern.compile("First Token on http://127\\.0\\.0\\.1:(\\d+), relaying to .*");

  @Test
  void terminatedProcessFinishesARunningStream() throws Exception {
    HeaderScriptedUpstream script = new HeaderScriptedUpstream();
    try (ScriptedServer upstream = ScriptedServer.running(script::run)) {
      Process process =
          start(Map.of("PORT", "0", "LLM_BASE_URL", upstream.baseUrl(), "LLM_API_KEY", "canary"));
      try (BufferedReader stderr = process.errorReader()) {
        int port = readPort(stderr);
        try (RawClient running = new RawClient(port)) {
          running.send(chat("X-Do: wait amid"));
          running.readHeaders();
          running.readChunk();
          process.toHandle().destroy(); // Process.destroy() would close the output streams too.
          eventually("not ready", () -> readyStatus(port) == 503);
          assertThat(RawClient.request(port, chat()).status()).isEqualTo(503);
          script.release(1);

          assertThat(running.readChunk()).asString().isEqualTo(DONE);
          assertThat(running.readChunk()).isEmpty();
        }
        assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("by SIGTERM").isEqualTo(143);
        assertThat(stderr.lines().toList())
            .containsExactly("Shutting down: waiting up to 30 s for 1 request in flight");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void processBeyondLoopbackWithoutAKeyFailsWithAMessage() throws Exception {
    Process process = start(Map.of("FIRST_TOKEN_HOST", "0.0.0.0", "LLM_API_KEY", "canary"));
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
    Process process =
        start(Map.of("PORT", "0", "LLM_API_KEY", "canary", "EXIT_ON_STDIN_EOF", "true"));
    try (BufferedReader stderr = process.errorReader()) {
      int port = readPort(stderr);
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      assertThat(RawClient.request(port, to("GET /health")).status()).isEqualTo(200);

      process.getOutputStream().close();

      assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(stderr.lines().toList()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Reads the port from the startup message. */
  private static int readPort(BufferedReader stderr) throws IOException {
    String message = String.valueOf(stderr.readLine());
    Matcher matcher = STARTUP_MESSAGE.matcher(message);
    assertThat(matcher.matches()).as(message).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@src/main/jvm/proxy.jvmargs",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Application.class.getName());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int readyStatus(int port) {
    try {
      return RawClient.request(port, to("GET /health/ready")).status();
    } catch (IOException e) {
      return 0; // The drain closed the connection before the request arrived.
    }
  }
}
