package dev.firsttoken.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.TestRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationLookupTest {
  private static final Environment HERE = TestRun.header("sweep", Map.of()).environment();

  @TempDir Path dir;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private @Nullable Calibration find(@Nullable Path named) {
    return CalibrationLookup.find(
        named, dir.resolve("kept.json"), HERE, new PrintStream(err, true, UTF_8));
  }

  private static Calibration calibrationOf(String machine) {
    return new Calibration("2026-01-01T00:00:00Z", machine, 50, 5, 1, 2, 3, 4, 1, 1);
  }

  @Test
  void brokenDefaultFileIsReportedAndNotUsed() throws IOException {
    Files.writeString(dir.resolve("kept.json"), "{\"schema\":\"firsttoken.calibration/0\"}");

    assertThat(find(null)).isNull();
    assertThat(err.toString(UTF_8))
        .startsWith("bench: " + dir.resolve("kept.json") + " is not a calibration: ")
        .endsWith(". Run ./bench calibrate to make one.\n");
  }

  @Test
  void brokenGivenFileEndsTheRun() throws IOException {
    Path named = Files.writeString(dir.resolve("named.json"), "{");

    assertThatThrownBy(() -> find(named))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(named + " is not a calibration: ");
  }

  @Test
  void calibrationIsUsedOnItsOwnMachineOnly() {
    CalibrationFile.write(dir.resolve("kept.json"), calibrationOf(Calibration.machine(HERE)));
    CalibrationFile.write(dir.resolve("other.json"), calibrationOf("abacus"));

    assertThat(find(null)).isEqualTo(calibrationOf(Calibration.machine(HERE)));
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(find(dir.resolve("other.json"))).isNull();
    assertThat(err.toString(UTF_8)).contains("it was made on another machine (abacus)");
  }
}
