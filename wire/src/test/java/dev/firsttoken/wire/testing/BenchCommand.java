package dev.firsttoken.wire.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ./bench} as a child process. */
public final class BenchCommand extends ChildProcess {
  private static final Path LAUNCHER = Path.of("..", "bench").toAbsolutePath().normalize();

  private BenchCommand(Path dir, ProcessBuilder builder) {
    super(dir, builder);
  }

  /** Starts it in a working directory, which receives its output too. */
  public static BenchCommand start(Path dir, String... arguments) {
    return startBehind(List.of(), Map.of(), dir, arguments);
  }

  /** Starts it as the first process of a process group. */
  public static BenchCommand startInSession(Path dir, String... arguments) {
    return startBehind(List.of("setsid"), Map.of(), dir, arguments);
  }

  /**
   * Starts it through a command that becomes the bench, as {@code setsid} does.
   *
   * @param prefix words of that command
   * @param environment variables beside those of this process
   */
  public static BenchCommand startBehind(
      List<String> prefix, Map<String, String> environment, Path dir, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(LAUNCHER.toString());
    command.addAll(List.of(arguments));
    return start(dir, new ProcessBuilder(command), environment);
  }

  /** Sends a signal to all processes of its group. */
  public void signalGroup(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", name, "--", "-" + pid()).start().waitFor();
  }

  /** Starts it where no folder of PATH has Prometheus. */
  public static BenchCommand startWithPath(String path, Path dir, String... arguments) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    return start(dir, builder, Map.of("PATH", path));
  }

  private static BenchCommand start(
      Path dir, ProcessBuilder builder, Map<String, String> environment) {
    builder
        .directory(dir.toFile())
        .redirectOutput(dir.resolve("stdout").toFile())
        .redirectError(dir.resolve("stderr").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(LLM|SYN|GRAFANA)_.*"));
    builder.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
    builder.environment().putAll(environment);
    return new BenchCommand(dir, builder);
  }
}
