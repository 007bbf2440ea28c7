package dev.firsttoken.baselines;

import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.servers.ProxyCommand;
import dev.firsttoken.bench.servers.ProxyProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built proxy, in synthetic mode and on a free port. */
final class ProxyServer {
  private static final Pattern READY_LINE = Pattern.compile("First Token on http://[^:]+:(\\d+)");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 20;

  private ProxyServer() {}

  static TestServer start(Map<String, String> environment) {
    try {
      Path output = Files.createTempFile("firsttoken-proxy", ".log");
      output.toFile().deleteOnExit();
      ProcessBuilder builder =
          ProxyCommand.child(ProxyCommand.of(ProxyBuild.find(), null))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      Map<String, String> variables = builder.environment();
      variables.keySet().removeIf(name -> name.startsWith("LLM_") || name.startsWith("SYN_"));
      variables.put("LLM_MODEL", "synthetic");
      variables.put("FIRST_TOKEN_HOST", "127.0.0.1");
      variables.put("PORT", "0");
      variables.put("DRAIN_TIMEOUT_MS", "500");
      variables.putAll(environment);
      Process process = builder.start();
      int port = awaitPort(process, output);
      return new TestServer(
          port, process.pid(), output, () -> ProxyProcess.stop(process, STOP_TIMEOUT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int awaitPort(Process process, Path output) throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      boolean exited = waitFor(process);
      Matcher ready = READY_LINE.matcher(Files.readString(output));
      if (ready.find()) {
        return Integer.parseInt(ready.group(1));
      }
      if (exited) {
        throw new IllegalStateException("the proxy ended: " + Files.readString(output));
      }
    }
    process.destroyForcibly();
    throw new IllegalStateException("the proxy was not ready: " + Files.readString(output));
  }

  private static boolean waitFor(Process process) {
    try {
      return process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the proxy started", e);
    }
  }
}
