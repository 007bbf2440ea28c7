package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
  @Test
  void thisMachineAndThisBuildAreKnown() {
    Environment here = Environment.here();
    assertThat(here.cpu()).isNotBlank();
    assertThat(here.cores()).isPositive();
    assertThat(here.memoryBytes()).isGreaterThan(Runtime.getRuntime().maxMemory() / 2);
    assertThat(here.os()).contains(System.getProperty("os.name"));
    assertThat(here.jvm()).contains(Runtime.version().toString());
    assertThat(here.version()).matches("\\d+\\.\\d+.*");
    if (here.commit() != null) {
      assertThat(here.commit()).matches("[0-9a-f]{12,}(-dirty)?");
    }
  }

  @Test
  void whatTheKernelTellsOfItsClockIsKnownAndNothingElseInItsPlace() throws IOException {
    Path told = Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    String expected = Files.exists(told) ? Files.readString(told).strip() : null;
    assertThat(Environment.here().clockSource()).isEqualTo(expected);
    assertThat(ProcFile.line("/no/such/file")).isNull();
    assertThat(ProcFile.line("/proc/self/attr")).isNull();
  }

  @Test
  void aFileWithoutTheKeyGivesTheOtherValue() {
    assertThat(ProcFile.first("/proc/meminfo", "NoSuchKey", "other")).isEqualTo("other");
    assertThat(ProcFile.first("/no/such/file", "key", "other")).isEqualTo("other");
  }
}
