package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationFileTest {
  private static final Environment ENVIRONMENT =
      new Environment("CPU", 2, 1L << 30, "Linux 6", "JVM 25", "1", null, null, null, null);
  private static final Calibration CALIBRATION =
      new Calibration(
          "2026-01-01T00:00:00Z", Calibration.machine(ENVIRONMENT), 50, 5, 1, 2, 3, 4, 1234.5, 100);

  @TempDir Path dir;

  @Test
  void writtenCalibrationIsReadBackFromANewDirectory() {
    Path file = dir.resolve("a/b/calibration.json");
    CalibrationFile.write(file, CALIBRATION);
    assertThat(CalibrationFile.read(file)).isEqualTo(CALIBRATION);
    assertThat(CALIBRATION.isValidFor(ENVIRONMENT)).isTrue();
  }

  @Test
  void readerDuringAWriteSeesTheCompleteOldFile() throws IOException {
    Path file = dir.resolve("calibration.json");
    CalibrationFile.write(file, CALIBRATION);
    Path open = Files.createLink(dir.resolve("open.json"), file);
    Calibration other =
        new Calibration("2026-02-02T00:00:00Z", CALIBRATION.machine(), 9, 5, 1, 2, 3, 4, 1, 1);
    CalibrationFile.write(file, other);
    assertThat(CalibrationFile.read(open)).isEqualTo(CALIBRATION);
    assertThat(CalibrationFile.read(file)).isEqualTo(other);
  }

  @Test
  void missingFileGivesNull() {
    assertThat(CalibrationFile.read(dir.resolve("none.json"))).isNull();
  }

  @Test
  void calibrationOfAnotherMachineOrJvmIsNotValid() {
    assertThat(
            CALIBRATION.isValidFor(
                new Environment(
                    "CPU", 4, 1L << 30, "Linux 6", "JVM 25", "1", null, null, null, null)))
        .isFalse();
    assertThat(
            CALIBRATION.isValidFor(
                new Environment(
                    "CPU", 2, 1L << 30, "Linux 6", "JVM 26", "1", null, null, null, null)))
        .isFalse();
    assertThat(
            CALIBRATION.isValidFor(
                new Environment(
                    "CPU", 2, 2L << 30, "Linux 6", "JVM 25", "2", "abc", "powersave", "tsc", null)))
        .isTrue();
  }

  @Test
  void invalidCalibrationIsReportedWithTheRemedy() throws IOException {
    Path file = dir.resolve("calibration.json");
    for (String invalid :
        List.of(
            "",
            "{",
            "[]",
            "{\"schema\":\"firsttoken.calibration/2\"}",
            "{\"schema\":\"firsttoken.calibration/1\",\"at\":\"2026\"}")) {
      Files.writeString(file, invalid);
      assertThatThrownBy(() -> CalibrationFile.read(file))
          .as(invalid)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith(file + " is not a calibration: ")
          .hasMessageEndingWith(". Run ./bench calibrate to make one.");
    }
  }

  @Test
  void defaultPathIsInTheUserStateDirectory() {
    assertThat(CalibrationFile.defaultPath(Map.of("XDG_STATE_HOME", "/s")))
        .isEqualTo(Path.of("/s/first-token/calibration.json"));
    assertThat(CalibrationFile.defaultPath(Map.of()))
        .isEqualTo(
            Path.of(System.getProperty("user.home"))
                .resolve(".local/state/first-token/calibration.json"));
  }
}
