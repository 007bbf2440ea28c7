package dev.firsttoken.bench.run;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.Environment;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the calibration of this machine. */
final class CalibrationLookup {
  private CalibrationLookup() {}

  /**
   * Reads the calibration. A default file that can't be used is reported and does not stop the run.
   *
   * @param givenFile file that the user named; null for the default
   * @return the calibration, or null if there is none for this machine
   * @throws IllegalArgumentException naming the given file, if it is not a calibration
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
        "bench: ignoring the calibration in %s: it was made on another machine (%s). Run ./bench"
            + " calibrate here (%s).%n",
        file, found.machine(), Calibration.machine(environment));
    return null;
  }
}
