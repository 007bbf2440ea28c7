package dev.firsttoken.bench.wrk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of what a tool printed. */
final class RawOutput {
  /** A spectrum has some ten kilobytes. */
  static final int MAX_BYTES = 4 << 20;

  private RawOutput() {}

  /** Reads a file, up to the limit. */
  static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }

  static boolean isTooLong(Path file) throws IOException {
    return Files.size(file) > MAX_BYTES;
  }
}
