package dev.firsttoken.bench.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the small files of Linux's /proc and /sys. */
final class ProcFile {
  private ProcFile() {}

  /**
   * Reads the first line of a file that is not empty.
   *
   * @return the line without surrounding space, or null if the file is missing or empty
   */
  static @Nullable String readLine(String file) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse(null);
    } catch (IOException | UncheckedIOException absent) {
      return null; // not Linux, or a virtual machine that hides this
    }
  }

  /**
   * Reads the value of the first line {@code key: value}.
   *
   * @return the value, or {@code defaultValue} if the file or key is missing
   */
  static String readValue(String file, String key, String defaultValue) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
          return line.substring(colon + 1).strip();
        }
      }
      return defaultValue;
    } catch (IOException absent) {
      return defaultValue; // not Linux, or a sandbox that hides the file
    }
  }
}
