package dev.firsttoken.bench.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there as a whole, or not at all. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Replaces what was there in one step: who reads meanwhile, or after a kill, finds the old text
   * or the new one.
   */
  public static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
