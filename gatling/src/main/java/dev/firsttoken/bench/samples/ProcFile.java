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

  /** The first line of a file; null where there is no such file, or nothing in it. */
  static @Nullable String readLine(String file) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse(null);
    } catch (IOException | UncheckedIOException absent) {
      return null; // not Linux, or a guest that is told nothing of its cores
    }
  }

  /**
   * The value of {@code key: value} at the key's first line, or {@code otherwise} where there is no
   * such file or key.
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
      // Not Linux, or a sandbox that hides it: the caller's other value is as true as it gets.
      return defaultValue;
    }
  }
}
