package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.Environment;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the instrument itself adds, as it was measured before. */
final class OwnCalibration {
  private OwnCalibration() {}

  /**
   * Null where there is none that can be used. A file that nobody named is no reason not to
   * measure: what is wrong with it is told.
   *
   * @param named null: the one that this machine keeps
   * @param kept where it does
   * @throws IllegalArgumentException naming the file, where the one that was named is none
   */
  static @Nullable Calibration of(
      @Nullable Path named, Path kept, Environment here, PrintStream err) {
    Path file = named == null ? kept : named;
    Calibration found;
    try {
      found = CalibrationFile.read(file);
    } catch (UncheckedIOException e) {
      if (named != null) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      err.println("bench: " + e.getMessage());
      return null;
    }
    if (found == null || found.fits(here)) {
      return found;
    }
    err.printf(
        "bench: the calibration in %s is of another machine (%s) and not used; ./bench calibrate"
            + " makes one for this (%s)%n",
        file, found.machine(), Calibration.machine(here));
    return null;
  }
}
