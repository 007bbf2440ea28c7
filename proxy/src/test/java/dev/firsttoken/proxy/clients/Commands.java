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
  static String output(
      List<String> command, @Nullable Map<String, String> environment, Duration patience) {
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
        String ending = ending(builder.start(), patience);
        if (!ending.isEmpty()) {
          throw new AssertionError(
              String.join(" ", command)
                  + ending
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
  private static String ending(Process process, Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return " has not ended after " + patience.toSeconds() + " s";
    }
    return process.exitValue() == 0 ? "" : " ended with " + process.exitValue();
  }
}
