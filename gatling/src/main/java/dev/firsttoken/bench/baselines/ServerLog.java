package dev.firsttoken.bench.baselines;

import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Log of a server.
 *
 * @param file file that receives its output
 * @param isTemporary true if it is of no use once the server was stopped
 */
record ServerLog(Path file, boolean isTemporary) {
  void deleteIfTemporary() {
    if (!isTemporary) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be deleted: %s".formatted(file, FileErrors.reason(e)), e);
    }
  }
}
