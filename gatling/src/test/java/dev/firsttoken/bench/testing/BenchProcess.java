package dev.firsttoken.bench.testing;

import dev.firsttoken.wire.testing.ChildProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real command line, {@code ./bench}, as a child process. */
public final class BenchProcess extends ChildProcess {
  private BenchProcess(Path dir, ProcessBuilder builder) {
    super(dir, builder);
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
    // A test meets a cold proxy sooner than a warm one.
    builder.environment().put("WARM_UP_MS", "0");
    // Not with the user's own calibration.
    builder.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
    builder.environment().putAll(env);
    return new BenchProcess(dir, builder);
  }

  /** Interrupts the process as Ctrl-C does. */
  public void interrupt() throws IOException, InterruptedException {
    signal("INT");
  }

  /** Ends the process as a service manager does. */
  public void terminate() throws IOException, InterruptedException {
    signal("TERM");
  }

  /** Kills the process as the kernel does when memory runs out. */
  public void kill() throws IOException, InterruptedException {
    signal("KILL");
  }

  /** Lowers the limit of open files while the bench runs. */
  public void limitOpenFiles(int max) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("prlimit", "--pid=" + pid(), "--nofile=" + max + ":")
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new AssertionError("prlimit ended with " + status);
    }
  }
}
