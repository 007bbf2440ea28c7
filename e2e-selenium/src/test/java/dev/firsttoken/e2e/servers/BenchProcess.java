package dev.firsttoken.e2e.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The built bench in a process of its own. */
final class BenchProcess {
  private static final Path GATLING = Path.of("..", "gatling");
  private static final int END_SECONDS = 120;

  private BenchProcess() {}

  /**
   * Runs a command to its end.
   *
   * @param parent where its output and its preferences are written
   * @throws IllegalStateException with its output, if it fails
   */
  static void run(Path parent, List<String> arguments) {
    Path output = parent.resolve("bench-output.txt");
    List<String> command = new ArrayList<>(java(parent));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      end(process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> java(Path parent) {
    try {
      String libraries = Files.readString(GATLING.resolve("target/classpath")).strip();
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "@" + GATLING.resolve("src/main/jvm/bench.jvmargs"),
          "-Djava.util.prefs.userRoot=" + parent.toAbsolutePath(),
          "-Dfirsttoken.home=" + Path.of("..").toAbsolutePath().normalize(),
          "-cp",
          String.join(
              System.getProperty("path.separator"),
              GATLING.resolve("target/classes").toString(),
              Path.of("..", "wire", "target", "classes").toString(),
              Path.of("..", "frontend", "target", "classes").toString(),
              libraries),
          "dev.firsttoken.bench.cli.Main");
    } catch (IOException e) {
      throw new UncheckedIOException("the bench is not built", e);
    }
  }

  private static void end(Process process, Path output) throws IOException {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException("the bench failed: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the bench ran", e);
    }
  }
}
