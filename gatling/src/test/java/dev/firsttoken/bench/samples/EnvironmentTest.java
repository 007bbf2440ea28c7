package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
  @Test
  void currentMachineAndBuildAreKnown() {
    Environment current = Environment.current();
    assertThat(current.cpu()).isNotBlank();
    assertThat(current.cores()).isPositive();
    assertThat(current.memoryBytes()).isGreaterThan(Runtime.getRuntime().maxMemory() / 2);
    assertThat(current.os()).contains(System.getProperty("os.name"));
    assertThat(current.jvm()).contains(Runtime.version().toString());
    assertThat(current.version()).matches("\\d+\\.\\d+.*");
    if (current.commit() != null) {
      assertThat(current.commit()).matches("[0-9a-f]{12,}(-dirty)?");
    }
  }

  @Test
  void clockSourceIsTheKernelsOrNull() throws IOException {
    Path clockSource = Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    String expected = Files.exists(clockSource) ? Files.readString(clockSource).strip() : null;
    assertThat(Environment.current().clockSource()).isEqualTo(expected);
    assertThat(Environment.ProcFile.readLine("/no/such/file")).isNull();
    assertThat(Environment.ProcFile.readLine("/proc/self/attr")).isNull();
  }

  @Test
  void fileWithoutTheKeyGivesTheDefault() {
    assertThat(Environment.ProcFile.readValue("/proc/meminfo", "NoSuchKey", "other"))
        .isEqualTo("other");
    assertThat(Environment.ProcFile.readValue("/no/such/file", "key", "other")).isEqualTo("other");
  }
}
