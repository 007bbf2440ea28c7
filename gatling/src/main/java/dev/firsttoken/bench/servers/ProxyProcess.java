package dev.firsttoken.bench.servers;

import dev.firsttoken.bench.options.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The built proxy as a child process on a free loopback port, in synthetic mode. It ends with this
 * process at the latest.
 */
public final class ProxyProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);
  private static final int POLL_MILLIS = 20;
  private static final int REQUEST_TIMEOUT_MILLIS = 2000;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** Line that the proxy prints once it listens, with the port that the system assigned. */
  private static final Pattern FIRST_LINE = Pattern.compile("First Token on (http://[^,\\s]+)");

  private final Process process;
  private final long startNanos;
  private final Path output;
  private volatile boolean stopping;
  private final URI url;

  private ProxyProcess(ProcessBuilder builder, Path output) throws IOException {
    this.startNanos = System.nanoTime();
    this.process = builder.start();
    this.output = output;
    ShutdownSteps.push(this::close);
    this.url = awaitUrl();
  }

  /**
   * Starts the proxy and waits until it listens.
   *
   * @throws IllegalStateException with its output, if it does not start, or if it is not built
   */
  public static ProxyProcess start() {
    return start(Map.of(), List.of());
  }

  /**
   * Starts the proxy in the same way.
   *
   * @param environment variables of this instance, which override all others
   * @param commandPrefix words before the command, such as {@code taskset -c 1}
   */
  public static ProxyProcess start(Map<String, String> environment, List<String> commandPrefix) {
    try {
      Path output = Files.createTempFile("firsttoken-proxy", ".log");
      output.toFile().deleteOnExit();
      List<String> command = new ArrayList<>(commandPrefix);
      command.addAll(ProxyCommand.of(ProxyBuild.find(), null));
      ProcessBuilder builder =
          ProxyCommand.child(inNewSession(command))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      Map<String, String> env = builder.environment();
      env.keySet().removeIf(name -> name.startsWith("LLM_") || name.startsWith("MICRONAUT_"));
      env.put("LLM_MODEL", RequestOptions.SYNTHETIC);
      env.put("FIRST_TOKEN_HOST", "127.0.0.1");
      env.put("PORT", "0");
      env.putAll(environment);
      return new ProxyProcess(builder, output);
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy could not be started: " + e.getMessage(), e);
    }
  }

  public URI url() {
    return url;
  }

  /**
   * Waits until it has warmed up.
   *
   * @throws IllegalStateException with its output, if it ends first or takes too long
   */
  public void awaitReady() {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!isReady()) {
      if (exitsWithin(POLL_MILLIS) || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "the proxy was not ready after %d s. Its output:%n%s"
                .formatted(START_TIMEOUT.toSeconds(), readOutput()));
      }
    }
  }

  private boolean isReady() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) url.resolve("/health/ready").toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(REQUEST_TIMEOUT_MILLIS);
      connection.setReadTimeout(REQUEST_TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns a line about the code that it runs, or null if there is nothing to say. */
  public @Nullable String notice() {
    ProxyCode code = ProxyCode.of(process.pid());
    return code == null ? null : ProxyNotice.of(code, ProxyBuild.find());
  }

  /** URL of its chat completions. */
  public URI chatUrl() {
    return url.resolve("/api/chat/completions");
  }

  /** Time since the start of the process, in nanoseconds. */
  public long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  /** Completes when the process has ended, for whatever reason, with one sentence that says how. */
  public CompletableFuture<String> onExit() {
    return process
        .onExit()
        .thenApply(
            ended ->
                "it ended with exit status %d. The last lines of its output: %s"
                    .formatted(ended.exitValue(), lastLines()));
  }

  private String lastLines() {
    List<String> lines = readOutput().lines().toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  /** Stops the process and waits for its end; idempotent. */
  @Override
  public void close() {
    stopping = true;
    stop(process, STOP_TIMEOUT);
  }

  /** Stops a child gracefully, or forcibly after the timeout. */
  public static void stop(Process child, Duration timeout) {
    child.destroy();
    try {
      if (!child.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  // In its own session, because Ctrl-C in a terminal would end it before the run that uses it.
  private static List<String> inNewSession(List<String> command) {
    if (!Files.isExecutable(SETSID)) {
      return command;
    }
    List<String> sessionCommand = new ArrayList<>(List.of(SETSID.toString()));
    sessionCommand.addAll(command);
    return sessionCommand;
  }

  private URI awaitUrl() {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    boolean exited = false;
    while (!exited && System.nanoTime() - deadline < 0) {
      URI found = findUrl();
      if (found != null) {
        return found;
      }
      exited = exitsWithin(POLL_MILLIS);
    }
    if (stopping) {
      throw new CancellationException("the proxy was stopped before it could serve");
    }
    close();
    throw new IllegalStateException("the proxy did not start. Its output:\n" + readOutput());
  }

  private @Nullable URI findUrl() {
    Matcher matcher = FIRST_LINE.matcher(readOutput());
    return matcher.find() ? URI.create(matcher.group(1)) : null;
  }

  private boolean exitsWithin(int millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private String readOutput() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "(its output can't be read: " + e.getMessage() + ")";
    }
  }
}
