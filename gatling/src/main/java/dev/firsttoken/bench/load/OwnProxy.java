package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Ask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The built proxy as a child process on a free loopback port, in synthetic mode; it ends with this
 * process at the latest.
 */
public final class OwnProxy implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(3);
  private static final int TRIES = 3;
  private static final int SHOWN_LINES = 20;

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final URI url;
  private final Path output;

  private OwnProxy(Process process, URI url, Path output) {
    this.process = process;
    this.url = url;
    this.output = output;
    AtExit.first(this::close);
  }

  /**
   * Starts it and waits until it serves.
   *
   * @throws IllegalStateException with what it said, if it does not come up
   */
  public static OwnProxy start() {
    List<String> command = apart(ProxyCommand.find().toList());
    for (int left = TRIES; ; left--) {
      OwnProxy proxy = launch(command, freePort());
      if (Health.await(proxy.process, proxy.url, START)) {
        return proxy;
      }
      proxy.close();
      // A port can be taken between looking and listening; nothing else gets better by itself.
      if (left == 1 || !proxy.said().contains("in use")) {
        throw new IllegalStateException("the proxy did not start:\n" + proxy.said());
      }
    }
  }

  public URI url() {
    return url;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends the process and waits for that; idempotent. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static OwnProxy launch(List<String> command, int port) {
    try {
      Path output = Files.createTempFile("firsttoken-proxy", ".log");
      output.toFile().deleteOnExit();
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      String host = InetAddress.getLoopbackAddress().getHostAddress();
      Map<String, String> env = builder.environment();
      env.put("PORT", Integer.toString(port));
      env.put("MICRONAUT_SERVER_HOST", host);
      env.put("LLM_MODEL", Ask.SYNTHETIC);
      // Without one it answers for every model.
      env.remove("LLM_BASE_URL");
      return new OwnProxy(
          builder.start(), URI.create("http://%s:%d".formatted(host, port)), output);
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy could not be started: " + e.getMessage(), e);
    }
  }

  // In a session of its own, or Ctrl-C in a terminal would end it before the run that it serves.
  private static List<String> apart(List<String> command) {
    if (!Files.isExecutable(SETSID)) {
      return command;
    }
    List<String> own = new ArrayList<>(List.of(SETSID.toString()));
    own.addAll(command);
    return own;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port: " + e.getMessage(), e);
    }
  }

  private String said() {
    try {
      List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "(its output can't be read: " + e.getMessage() + ")";
    }
  }
}
