package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.slo.Percentile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHeaderTest {
  @Test
  void bothClocksAreReadAtTheSameTime() {
    Environment environment = TestRun.header("sweep", Map.of()).environment();
    OffsetDateTime before = OffsetDateTime.now(ZoneId.systemDefault());
    long beforeNanos = System.nanoTime();
    RunHeader header = RunHeader.now(RecordedCommand.SWEEP, Map.of(), environment, null);
    long afterNanos = System.nanoTime();
    OffsetDateTime after = OffsetDateTime.now(ZoneId.systemDefault());

    assertThat(OffsetDateTime.parse(header.startedAt())).isBetween(before, after);
    assertThat(header.startNanos()).isBetween(beforeNanos, afterNanos);
  }

  @Test
  void settingsAreReadFromTheOptions() {
    RunSettings settings =
        TestRun.header(
                "sweep",
                Map.of("slo", "error<1%", "find-max", "true", "max-in-flight", "7", "stamp", true))
            .settings();
    assertThat(settings.allowsErrors()).isTrue();
    assertThat(settings.findMax()).isTrue();
    assertThat(settings.maxInFlight()).isEqualTo(7);
    assertThat(settings.stamped()).isTrue();

    RunSettings none = TestRun.header("sweep", Map.of("find-max", "false")).settings();
    assertThat(none)
        .isEqualTo(new RunSettings(null, false, null, false, false, Percentile.STANDARD));
  }

  @Test
  void headerWithAnUnreadableSettingOrCommandIsRejected(@TempDir Path dir) throws IOException {
    Map<String, Object> options = Map.of("slo", "error<1%", "max-in-flight", "7");
    String header =
        new ObjectMapper().writeValueAsString(HeaderLine.format(TestRun.header("sweep", options)));
    Path file = dir.resolve("samples.jsonl");
    for (String[] change :
        new String[][] {
          {"error<1%", "error<1", "error<1: a share needs a per cent sign"},
          {"\"7\"", "\"x\"", "max-in-flight is not a number: x"},
          {"\"sweep\"", "\"sweeep\"", "unknown command: sweeep"}
        }) {
      Files.writeString(file, header.replace(change[0], change[1]) + "\n");
      assertThatThrownBy(() -> SampleFile.open(file))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining(change[2]);
    }
  }
}
