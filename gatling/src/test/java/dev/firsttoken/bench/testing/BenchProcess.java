package dev.firsttoken.bench.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real command line, {@code ./bench}, as a child process. */
public final class BenchProcess implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int POLL_MILLIS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path dir;
  private final Process process;

  private BenchProcess(Path dir, Process process) {
    this.dir = dir;
    this.process = process;
  }

  /** The repository's own launcher. */
  public static Path launcher() {
    return Path.of("..", "bench").toAbsolutePath().normalize();
  }

  /** Starts the bench in a working directory, which receives its output too. */
  public static BenchProcess start(Path dir, String... args) {
    return start(dir, Map.of(), args);
  }

  /** Starts a sweep of this server. */
  public static BenchProcess sweep(Path dir, ScriptedServer server, String... flags) {
    List<String> args = new ArrayList<>(List.of("sweep", "--base-url=" + server.baseUrl()));
    args.addAll(List.of(flags));
    return start(dir, args.toArray(String[]::new));
  }

  public static BenchProcess start(Path dir, Map<String, String> env, String... args) {
    return start(launcher(), dir, env, args);
  }

  public static BenchProcess start(
      Path launcher, Path dir, Map<String, String> env, String... args) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    return start(command, dir, env, dir.resolve("stdout"));
  }

  /** Starts the bench where it may have so many open files, as after {@code ulimit -n}. */
  public static BenchProcess startWithOpenFiles(int max, Path dir, String... args) {
    String limited = "ulimit -n %d; exec \"$0\" \"$@\"".formatted(max);
    List<String> command = new ArrayList<>(List.of("sh", "-c", limited, launcher().toString()));
    command.addAll(List.of(args));
    return start(command, dir, Map.of(), dir.resolve("stdout"));
  }

  /** Starts the bench with its standard output in another file. */
  public static BenchProcess startInto(Path out, Path dir, String... args) {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(args));
    return start(command, dir, Map.of(), out);
  }

  /**
   * Starts a simulation as Gatling's Maven plugin does, without the HTML report.
   *
   * @param options system properties, as {@code name=value}
   */
  public static BenchProcess simulate(
      Class<? extends Simulation> simulation, Path dir, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("src/main/jvm/bench.jvmargs").toAbsolutePath());
    for (String option : options) {
      command.add("-D" + option);
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.gatling.app.Gatling");
    command.addAll(
        List.of("-s", simulation.getName(), "-nr", "-rf", dir.resolve("log").toString()));
    return start(command, dir, Map.of(), dir.resolve("stdout"));
  }

  private static BenchProcess start(
      List<String> command, Path dir, Map<String, String> env, Path out) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(out.toFile())
            .redirectError(dir.resolve("stderr").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(LLM|SYN|WRK)_.*|NO_COLOR"));
    // Not with the user's own calibration.
    builder.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
    builder.environment().putAll(env);
    try {
      return new BenchProcess(dir, builder.start());
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
    try {
      if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running; stderr: " + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Interrupts the process as Ctrl-C does. */
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** Ends the process as a service manager does. */
  public void terminate() {
    process.destroy();
  }

  public long pid() {
    return process.pid();
  }

  /** All processes below it that are running. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Lowers the limit of open files while the bench runs. */
  public void limitOpenFiles(int max) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("prlimit", "--pid=" + process.pid(), "--nofile=" + max + ":")
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new AssertionError("prlimit ended with " + status);
    }
  }

  /** Child processes that are still running. */
  public List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** Kills the process as the kernel does when memory runs out. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Standard output; complete once the process has ended. */
  public String out() {
    return read("stdout");
  }

  public String err() {
    return read("stderr");
  }

  /** Waits for a pattern on stderr and returns its first group. */
  public String awaitErr(Pattern pattern) throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Matcher matcher = pattern.matcher(err());
      if (matcher.find()) {
        return matcher.group(1);
      }
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the process ended; stderr: " + err());
      }
    }
    throw new AssertionError("not on stderr: " + pattern + "; stderr: " + err());
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

  @Override
  public void close() {
    // Gracefully first, so that its children end with it.
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
