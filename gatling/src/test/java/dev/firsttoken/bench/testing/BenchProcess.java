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

/** The real command line in a process of its own: {@code ./bench} with its launcher. */
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

  /** Starts it in a working directory, where it leaves its output too. */
  public static BenchProcess start(Path dir, String... args) {
    return start(dir, Map.of(), args);
  }

  /** A sweep of this server. */
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

  /** With another standard output than a file of the working directory. */
  public static BenchProcess startInto(Path out, Path dir, String... args) {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(args));
    return start(command, dir, Map.of(), out);
  }

  /**
   * A simulation as Gatling's Maven plugin starts it, by Gatling's own entry, without HTML.
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
    builder.environment().keySet().removeIf(name -> name.matches("(LLM|SYN)_.*|NO_COLOR"));
    // Nobody's own calibration has a say here.
    builder.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
    builder.environment().putAll(env);
    try {
      return new BenchProcess(dir, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its exit status. */
  public int exitStatus() {
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it still runs; stderr: " + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** As Ctrl-C does. */
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** What it has started itself and still runs. */
  public List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** As the kernel does where memory runs out: it can't stop anything any more. */
  public void kill() {
    process.destroyForcibly();
  }

  /** What it wrote to standard output, once it is over. */
  public String out() {
    return read("stdout");
  }

  public String err() {
    return read("stderr");
  }

  /** Waits until it has said something on stderr; the pattern's group. */
  public String awaitErr(Pattern pattern) throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Matcher matcher = pattern.matcher(err());
      if (matcher.find()) {
        return matcher.group(1);
      }
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it ended; stderr: " + err());
      }
    }
    throw new AssertionError("it did not say " + pattern + "; stderr: " + err());
  }

  /** All of standard output as one JSON value: anything beside it fails. */
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
    // First as Ctrl-C does, so that what it started ends with it.
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
