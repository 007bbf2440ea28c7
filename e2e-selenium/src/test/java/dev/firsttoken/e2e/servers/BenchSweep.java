package dev.firsttoken.e2e.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A finished sweep of the synthetic stream by the built bench: one user, then four.
 *
 * @param folder its result directory
 * @param report its report, one HTML file
 */
public record BenchSweep(Path folder, Path report) {
  private static final Path GATLING = Path.of("..", "gatling");
  private static final int END_SECONDS = 120;

  /** Number of levels. */
  public static final int LEVELS = 2;

  /**
   * Runs the sweep to its end.
   *
   * @param proxyUrl root of the proxy, which serves the synthetic stream
   * @param parent where its files are written
   * @throws IllegalStateException with its output, if it fails
   */
  public static BenchSweep run(String proxyUrl, Path parent) {
    Path folder = parent.resolve("first-sweep");
    Path report = parent.resolve("bench-report.html");
    Path output = parent.resolve("bench-output.txt");
    List<String> command = new ArrayList<>(java(parent));
    command.addAll(
        List.of(
            "sweep",
            "--base-url=" + proxyUrl,
            "--model=synthetic",
            "--concurrency=1,4",
            "--rounds=3",
            "--total=8",
            "--frames=20",
            "--delay-ms=2",
            "--ttft-ms=10",
            "--results-dir=" + folder.toAbsolutePath(),
            "--out=" + report.toAbsolutePath()));
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
    return new BenchSweep(folder, report);
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
        throw new IllegalStateException("the sweep failed: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the sweep ran", e);
    }
  }

  /** File of its result. */
  public Path result() {
    return folder.resolve("result.json");
  }
}
