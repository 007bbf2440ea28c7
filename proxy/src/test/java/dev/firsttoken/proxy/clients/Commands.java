package dev.firsttoken.proxy.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a command to its end, which must come in time and well. */
final class Commands {
  private Commands() {}

  /**
   * What a command wrote to its output.
   *
   * @param environment all that it is given, null for this process's own
   * @throws AssertionError with all that it wrote, where it fails or has not ended in time
   */
  static String run(
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

  /** Nothing where all is well. */
  private static String failure(Process process, Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return " has not ended after " + timeout.toSeconds() + " s";
    }
    return process.exitValue() == 0 ? "" : " ended with " + process.exitValue();
  }
}
