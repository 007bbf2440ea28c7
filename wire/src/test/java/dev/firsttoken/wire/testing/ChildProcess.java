package dev.firsttoken.wire.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Child process that writes to the files {@code stdout} and {@code stderr} of a directory. */
public class ChildProcess implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final int LOOK_MILLIS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path dir;
  private final Process process;

  /**
   * Starts a process.
   *
   * @param builder with its output redirected to the directory
   */
  protected ChildProcess(Path dir, ProcessBuilder builder) {
    this.dir = dir;
    try {
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the process to end. */
  public int exitStatus() {
    return exitStatus(TIMEOUT);
  }

  /** Waits for a process that may take longer. */
  public int exitStatus(Duration timeout) {
    if (!endsWithin(timeout)) {
      throw new AssertionError("still running; stderr: " + err());
    }
    return process.exitValue();
  }

  private boolean endsWithin(Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * Waits for a condition. It is looked at again and again while the process runs.
   *
   * @throws AssertionError if the process ends first, or after two minutes
   */
  public void await(String description, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (endsWithin(Duration.ofMillis(LOOK_MILLIS)) && !condition.getAsBoolean()) {
        throw new AssertionError(
            "the process ended before %s; stderr: %s".formatted(description, err()));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("never came: %s; stderr: %s".formatted(description, err()));
      }
    }
  }

  /** Waits for a pattern on stderr and returns its first group. */
  public String awaitErr(Pattern pattern) {
    await(pattern + " on stderr", () -> pattern.matcher(err()).find());
    Matcher matcher = pattern.matcher(err());
    if (!matcher.find()) {
      throw new AssertionError("stderr was cut");
    }
    return matcher.group(1);
  }

  /** Sends a signal: INT as Ctrl-C does, TERM or KILL. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start().waitFor();
  }

  public long pid() {
    return process.pid();
  }

  /** Child processes that are still running. */
  public List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** All processes below it that are running. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Standard output; complete once the process has ended. */
  public String out() {
    return read("stdout");
  }

  public String err() {
    return read("stderr");
  }

  /** Parses standard output as exactly one JSON value. */
  public JsonNode json() {
    try {
      return JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(out());
    } catch (IOException e) {
      throw new AssertionError("standard output is not one JSON value: " + out(), e);
    }
  }

  private String read(String file) {
    try {
      return Files.readString(dir.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process, gracefully first, so that its children end with it. */
  @Override
  public void close() {
    process.destroy();
    if (!endsWithin(STOP_TIMEOUT)) {
      process.destroyForcibly();
      endsWithin(STOP_TIMEOUT);
    }
  }
}
