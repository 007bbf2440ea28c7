package dev.firsttoken.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.summary.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path dir;

  @Test
  void theResultLiesBesideTheSamplesAndIsTheOneReturned() throws IOException {
    samples();
    Result result = Report.write(dir, false);
    assertThat(result.ok()).isEqualTo(2);
    assertThat(result.partial()).isFalse();
    assertThat(Files.readString(dir.resolve("result.json"))).isEqualTo(result.json());
    assertThat(files()).containsExactlyInAnyOrder("samples.jsonl", "result.json");
  }

  @Test
  void aReportMadeAgainIsTheSame() throws IOException {
    samples();
    Report.write(dir, false);
    String first = Files.readString(dir.resolve("result.json"));
    Report.write(dir, false);
    assertThat(Files.readString(dir.resolve("result.json"))).isEqualTo(first);
  }

  @Test
  void aRunThatWasInterruptedIsPartial() {
    samples();
    assertThat(Report.write(dir, true).partial()).isTrue();
  }

  @Test
  void aFileThatIsCutShortIsPartialByItself() throws IOException {
    samples();
    Path file = dir.resolve("samples.jsonl");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    Result result = Report.write(dir, false);
    assertThat(result.partial()).isTrue();
    assertThat(result.valid()).isTrue();
    assertThat(result.ok()).isEqualTo(1);
  }

  @Test
  void aFolderWithoutSamplesIsNamed() {
    assertThatThrownBy(() -> Report.write(dir.resolve("nowhere"), false))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(dir.resolve("nowhere/samples.jsonl").toString());
  }

  private void samples() {
    Environment environment = new Environment("CPU", 2, 1L << 30, "Linux 6", "JVM 25", "1", null);
    RunHeader header =
        new RunHeader(
            "sweep", "2026-01-01T00:00:00Z", Map.of(), environment, List.of(Level.closed(1, 2, 0)));
    try (SampleLog log = SampleLog.open(dir, header)) {
      log.append(TestSample.at(0, 1000).sample());
      log.append(TestSample.at(1000, 2000).sample());
    }
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
