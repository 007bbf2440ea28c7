package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Ask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The built proxy as a child process on a free loopback port, answering by itself; it ends with
 * this process at the latest.
 */
public final class OwnProxy implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(3);
  private static final int POLL_MILLIS = 20;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** What it says of itself once it serves; the system gives it a port that nobody else has. */
  private static final Pattern GREETING = Pattern.compile("First Token on (http://[^,\\s]+)");

  private final Process process;
  private final Path output;
  private final URI url;

  private OwnProxy(Process process, Path output) {
    this.process = process;
    this.output = output;
    AtExit.first(this::close);
    this.url = greeted();
  }

  /**
   * Starts it and waits until it serves.
   *
   * @throws IllegalStateException with what it said, if it does not come up, or is not built
   */
  public static OwnProxy start() {
    try {
      Path output = Files.createTempFile("firsttoken-proxy", ".log");
      output.toFile().deleteOnExit();
      ProcessBuilder builder =
          ProxyCommand.child(apart(ProxyCommand.find().toList()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      Map<String, String> env = builder.environment();
      env.keySet().removeIf(name -> name.startsWith("LLM_") || name.startsWith("MICRONAUT_"));
      env.put("LLM_MODEL", Ask.SYNTHETIC);
      env.put("FIRST_TOKEN_HOST", "127.0.0.1");
      env.put("PORT", "0");
      return new OwnProxy(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy could not be started: " + e.getMessage(), e);
    }
  }

  public URI url() {
    return url;
  }

  /** Its chat completions. */
  public URI chat() {
    return url.resolve("/api/chat/completions");
  }

  /** Ends the process and waits for that; idempotent. */
  @Override
  public void close() {
    stop(process, STOP);
  }

  /** Ends a child in order, or, past the patience, at once. */
  public static void stop(Process child, Duration patience) {
    child.destroy();
    try {
      if (!child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
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

  private URI greeted() {
    long end = System.nanoTime() + START.toNanos();
    boolean ended = false;
    while (!ended && System.nanoTime() - end < 0) {
      URI found = greeting();
      if (found != null) {
        return found;
      }
      ended = endsWithin(POLL_MILLIS);
    }
    close();
    throw new IllegalStateException("the proxy did not start. It said:\n" + said());
  }

  private @Nullable URI greeting() {
    Matcher greeting = GREETING.matcher(said());
    return greeting.find() ? URI.create(greeting.group(1)) : null;
  }

  private boolean endsWithin(int millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private String said() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "(its output can't be read: " + e.getMessage() + ")";
    }
  }
}
