package dev.firsttoken.bench.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the {@code key: value} files of Linux's /proc. */
final class ProcFile {
  private ProcFile() {}

  /** The value at the key's first line, or {@code otherwise} where there is no such file or key. */
  static String first(String file, String key, String otherwise) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
          return line.substring(colon + 1).strip();
        }
      }
      return otherwise;
    } catch (IOException absent) {
      // Not Linux, or a sandbox that hides it: the caller's other value is as true as it gets.
      return otherwise;
    }
  }
}
