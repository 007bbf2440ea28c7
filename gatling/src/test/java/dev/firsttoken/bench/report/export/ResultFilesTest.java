package dev.firsttoken.bench.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.Warning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
  @TempDir Path dir;

  @Test
  void resultIsWrittenBesideTheSamplesAndReturned() throws IOException {
    writeSamples();
    Result result = ResultFiles.regenerate(dir);
    assertThat(result.ok()).isEqualTo(2);
    assertThat(result.partial()).isFalse();
    assertThat(Files.readString(dir.resolve("result.json"))).isEqualTo(ResultJson.format(result));
    assertThat(files()).containsExactlyInAnyOrder("samples.jsonl.gz", "result.json");
  }

  @Test
  void regeneratedReportIsIdentical() throws IOException {
    writeSamples();
    ResultFiles.regenerate(dir);
    String first = Files.readString(dir.resolve("result.json"));
    ResultFiles.regenerate(dir);
    assertThat(Files.readString(dir.resolve("result.json"))).isEqualTo(first);
  }

  @Test
  void interruptedRunIsPartial() {
    writeSamples(TestSample.at(0, 1000).sample());
    assertThat(ResultFiles.regenerate(dir).partial()).isTrue();
  }

  @Test
  void truncatedSampleFileIsPartial() throws IOException {
    writeSamples();
    Path file = dir.resolve("samples.jsonl.gz");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    Result result = ResultFiles.regenerate(dir);
    assertThat(result.partial()).isTrue();
    assertThat(result.isValid()).isTrue();
  }

  @Test
  void directoryWithoutSamplesIsNamed() {
    assertThatThrownBy(() -> ResultFiles.regenerate(dir.resolve("nowhere")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(dir.resolve("nowhere/samples.jsonl.gz").toString());
  }

  @Test
  void runInterruptedBetweenTwoLevelsIsPartial() {
    writeSamples(
        TestSample.at(0, 1000).sample(),
        TestSample.at(1000, 2000).sample(),
        new LevelEnd(0, 0, 0, 2, null, null, null, null));
    assertThat(ResultFiles.regenerate(dir).partial()).isTrue();
  }

  @Test
  void runThatStoppedByItselfSaysWhyAgain() {
    write(RunEnd.stopped("no request succeeded and 10 were refused"), TestSample.at(0, 1).sample());
    Result result = ResultFiles.regenerate(dir);
    assertThat(result.partial()).isTrue();
    assertThat(result.warnings())
        .contains(
            new Warning(
                Warning.Code.PARTIAL,
                "The run stopped early, because no request succeeded and 10 were refused. Only"
                    + " requests that had ended by then are counted.",
                List.of()));
  }

  private void writeSamples() {
    writeCompleteRun(
        TestSample.at(0, 1000).sample(),
        TestSample.at(1000, 2000).sample(),
        new LevelEnd(0, 0, 0, 2, null, null, null, null));
  }

  private void writeSamples(Entry... entries) {
    write(RunEnd.INTERRUPTED, entries);
  }

  private void writeCompleteRun(Entry... entries) {
    write(RunEnd.COMPLETE, entries);
  }

  private void write(RunEnd end, Entry... entries) {
    try (SampleLog log = SampleLog.open(dir, TestRun.header("sweep", Map.of()), entry -> {})) {
      log.append(new LevelBegin(0, Level.closed(1, 2, 0)));
      List.of(entries).forEach(log::append);
      log.markRunEnd(end);
    }
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
