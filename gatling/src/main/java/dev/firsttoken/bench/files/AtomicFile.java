package dev.firsttoken.bench.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files atomically. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Replaces a file in one step. A concurrent reader, or a reader after a crash, finds either the
   * old text or the new one.
   */
  public static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary); // on a full disk it would be cut
      throw e;
    }
  }
}
