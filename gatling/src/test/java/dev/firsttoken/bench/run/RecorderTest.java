package dev.firsttoken.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.report.terminal.Console;
import dev.firsttoken.bench.report.terminal.Progress;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.Warning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
  @TempDir Path dir;

  private Recorder recorder() {
    RunHeader header = TestRun.header("sweep", Map.of());
    LiveSummary liveSummary = new LiveSummary(dir, header, met -> {});
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    return new Recorder(
        SampleLog.open(dir, header, liveSummary::add),
        liveSummary,
        new Progress(new Console(err, null, err, false, null), () -> null));
  }

  /** Records a level of one request. */
  private static Recorder.Closed record(Recorder recorder) {
    recorder.add(new LevelBegin(0, Level.closed(1, 1, 0)));
    recorder.add(TestSample.at(0, 1_000_000).sample());
    recorder.add(new LevelEnd(0, 0, 0, 1, null, null, null, null));
    return recorder.close(RunEnd.COMPLETE);
  }

  @Test
  void samplesAndResultAreWritten() {
    Recorder.Closed closed = record(recorder());

    assertThat(closed.unwritten()).isNull();
    assertThat(dir.resolve(ResultFiles.FILE)).exists();
    assertThat(dir.resolve(SampleLog.FILE_NAME)).exists();
    assertThat(printed(closed)).endsWith("Samples and result: " + dir + "\n");
  }

  private String printed(Recorder.Closed closed) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(bytes, true, UTF_8);
    closed.print(dir, new Console(err, null, err, false, null));
    return bytes.toString(UTF_8);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void lostSamplesLeaveTheResultComplete() throws IOException {
    Files.createSymbolicLink(dir.resolve(SampleLog.FILE_NAME), Path.of("/dev/full"));

    Recorder.Closed closed = record(recorder());

    assertThat(closed.result().partial()).isFalse();
    assertThat(closed.result().levels()).singleElement().matches(level -> level.isValid());
    assertThat(closed.unwritten())
        .isEqualTo(dir.resolve(SampleLog.FILE_NAME) + " can't be written: No space left on device");
    assertThat(dir.resolve(ResultFiles.FILE)).exists();
    assertThat(printed(closed))
        .doesNotContain("Samples")
        .endsWith("Result: " + dir.resolve(ResultFiles.FILE) + "\n");
  }

  @Test
  void runThatLostItsSamplesSaysWhyItStopped() {
    Recorder recorder = recorder();
    recorder.add(new LevelBegin(0, Level.closed(1, 1, 0)));
    recorder.add(TestSample.at(0, 1).level(7).sample());

    Recorder.Closed closed = recorder.close(RunEnd.COMPLETE);

    assertThat(closed.result().partial()).isTrue();
    assertThat(closed.result().warnings())
        .extracting(Warning::message)
        .anyMatch(
            message -> message.startsWith("The run stopped early, because samples were lost: "));
  }

  @Test
  void unwritableResultLeavesTheSamplesAndTheResultInMemory() throws IOException {
    Path taken = dir.resolve(ResultFiles.FILE + ".new");
    Files.createDirectories(taken.resolve("entry"));

    Recorder.Closed closed = record(recorder());

    assertThat(closed.result().partial()).isFalse();
    assertThat(closed.result().levels()).hasSize(1);
    assertThat(closed.unwritten())
        .startsWith(dir.resolve(ResultFiles.FILE) + " can't be written: ")
        .contains(taken.toString())
        .doesNotContain("Exception");
    assertThat(printed(closed)).doesNotContain("Result: ", "result: ", dir.toString());
    assertThat(ResultFiles.regenerate(moved()).partial()).isFalse();
  }

  /** Moves the samples to a directory where a result can be written. */
  private Path moved() throws IOException {
    Path other = Files.createDirectory(dir.resolve("other"));
    Files.move(dir.resolve(SampleLog.FILE_NAME), other.resolve(SampleLog.FILE_NAME));
    return other;
  }
}
