package dev.firsttoken.bench.run;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.Environment;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the instrument itself adds, as it was measured before. */
final class CalibrationLookup {
  private CalibrationLookup() {}

  /**
   * Null where there is none that can be used. A file that nobody named is no reason not to
   * measure: what is wrong with it is told.
   *
   * @param givenFile null: the one that this machine keeps
   * @param defaultFile where it does
   * @throws IllegalArgumentException naming the file, where the one that was named is none
   */
  static @Nullable Calibration find(
      @Nullable Path givenFile, Path defaultFile, Environment environment, PrintStream err) {
    Path file = givenFile == null ? defaultFile : givenFile;
    Calibration found;
    try {
      found = CalibrationFile.read(file);
    } catch (UncheckedIOException e) {
      if (givenFile != null) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      err.println("bench: " + e.getMessage());
      return null;
    }
    if (found == null || found.isValidFor(environment)) {
      return found;
    }
    err.printf(
        "bench: the calibration in %s is of another machine (%s) and not used; ./bench calibrate"
            + " makes one for this (%s)%n",
        file, found.machine(), Calibration.machine(environment));
    return null;
  }
}
