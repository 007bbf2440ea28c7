package dev.firsttoken.dashboards.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.servers.ProxyProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./bench} as a child process. */
public final class BenchCommand implements AutoCloseable {
  private static final Path LAUNCHER = Path.of("..", "bench").toAbsolutePath().normalize();
  private static final long TIMEOUT_SECONDS = 120;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path dir;
  private final Process process;

  private BenchCommand(Path dir, Process process) {
    this.dir = dir;
    this.process = process;
  }

  /** Starts it in a working directory, which receives its output too. */
  public static BenchCommand start(Path dir, String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return start(dir, new ProcessBuilder(command));
  }

  /** Starts it where no folder of PATH has Prometheus. */
  public static BenchCommand startWithPath(String path, Path dir, String... arguments) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PATH", path);
    return start(dir, builder);
  }

  private static BenchCommand start(Path dir, ProcessBuilder builder) {
    builder
        .directory(dir.toFile())
        .redirectOutput(dir.resolve("stdout").toFile())
        .redirectError(dir.resolve("stderr").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(LLM|SYN|GRAFANA)_.*"));
    builder.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
    try {
      return new BenchCommand(dir, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  public int exitStatus() {
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running; stderr: " + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a pattern on stderr and returns its first group. */
  public String awaitErr(Pattern pattern) {
    List<String> found = new ArrayList<>();
    Traffic.await(
        pattern + " on stderr",
        () -> {
          Matcher matcher = pattern.matcher(err());
          if (matcher.find()) {
            found.add(matcher.group(1));
          } else if (!process.isAlive()) {
            throw new AssertionError("the bench ended; stderr: " + err());
          }
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  /** Sends a signal: INT as Ctrl-C does, TERM or KILL. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start().waitFor();
  }

  /** Processes below it that are running. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  public JsonNode json() {
    try {
      return JSON.readTree(read("stdout"));
    } catch (IOException e) {
      throw new AssertionError("standard output is no JSON: " + read("stdout"), e);
    }
  }

  public String err() {
    return read("stderr");
  }

  private String read(String file) {
    try {
      return Files.readString(dir.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ProxyProcess.stop(process, STOP_TIMEOUT);
    exitStatus();
  }
}
