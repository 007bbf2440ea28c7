package dev.firsttoken.wire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs commands that must succeed within a time limit. */
public final class CommandRunner {
  private CommandRunner() {}

  /**
   * Runs a command and returns its standard output.
   *
   * @param environment complete environment of the command, or null for that of this process
   * @throws AssertionError with the command's output, if it fails or exceeds the timeout
   */
  public static String run(
      List<String> command, @Nullable Map<String, String> environment, Duration timeout) {
    try {
      Path out = Files.createTempFile("first-token", ".out");
      Path err = Files.createTempFile("first-token", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        if (environment != null) {
          builder.environment().clear();
          builder.environment().putAll(environment);
        }
        String failure = failure(builder.start(), timeout);
        if (!failure.isEmpty()) {
          throw new AssertionError(
              String.join(" ", command)
                  + failure
                  + "\n"
                  + Files.readString(out)
                  + Files.readString(err));
        }
        return Files.readString(out);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a description of the failure, empty on success. */
  private static String failure(Process process, Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return " did not end within " + timeout.toSeconds() + " s";
    }
    return process.exitValue() == 0 ? "" : " ended with exit status " + process.exitValue();
  }
}
