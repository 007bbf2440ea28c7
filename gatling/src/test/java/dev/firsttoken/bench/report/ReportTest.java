package dev.firsttoken.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.TestRun;
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
    Result result = Report.again(dir);
    assertThat(result.ok()).isEqualTo(2);
    assertThat(result.partial()).isFalse();
    assertThat(Files.readString(dir.resolve("result.json"))).isEqualTo(result.json());
    assertThat(files()).containsExactlyInAnyOrder("samples.jsonl.gz", "result.json");
  }

  @Test
  void aReportMadeAgainIsTheSame() throws IOException {
    samples();
    Report.again(dir);
    String first = Files.readString(dir.resolve("result.json"));
    Report.again(dir);
    assertThat(Files.readString(dir.resolve("result.json"))).isEqualTo(first);
  }

  @Test
  void aRunThatWasInterruptedIsPartial() {
    samples(TestSample.at(0, 1000).sample());
    assertThat(Report.again(dir).partial()).isTrue();
  }

  @Test
  void aFileThatIsCutShortIsPartialByItself() throws IOException {
    samples();
    Path file = dir.resolve("samples.jsonl.gz");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    Result result = Report.again(dir);
    assertThat(result.partial()).isTrue();
    assertThat(result.valid()).isTrue();
  }

  @Test
  void aFolderWithoutSamplesIsNamed() {
    assertThatThrownBy(() -> Report.again(dir.resolve("nowhere")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(dir.resolve("nowhere/samples.jsonl.gz").toString());
  }

  @Test
  void aRunThatWasInterruptedBetweenTwoLevelsIsPartial() {
    samples(
        TestSample.at(0, 1000).sample(),
        TestSample.at(1000, 2000).sample(),
        new LevelEnd(0, 0, 0, 2, null, null, null, null));
    assertThat(Report.again(dir).partial()).isTrue();
  }

  private void samples() {
    whole(
        TestSample.at(0, 1000).sample(),
        TestSample.at(1000, 2000).sample(),
        new LevelEnd(0, 0, 0, 2, null, null, null, null));
  }

  private void samples(Entry... entries) {
    write(false, entries);
  }

  private void whole(Entry... entries) {
    write(true, entries);
  }

  private void write(boolean whole, Entry... entries) {
    try (SampleLog log = SampleLog.open(dir, TestRun.header("sweep", Map.of()), entry -> {})) {
      log.append(new LevelBegin(0, Level.closed(1, 2, 0)));
      List.of(entries).forEach(log::append);
      if (whole) {
        log.end();
      }
    }
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
