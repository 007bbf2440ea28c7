package dev.firsttoken.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.compare.TestComparison;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.TestRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunOutputTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Result sweep = TestRun.summary("sweep", Level.closed(8, 2, 0)).result(true);

  @TempDir Path temp;
  private Path dir;

  @BeforeEach
  void createDirectory() throws IOException {
    dir = Files.createDirectories(temp.resolve("20260131-235959-sweep"));
  }

  private RunOutput output(Command command, Map<Setting, String> flags) {
    return new RunOutput(
        command,
        Options.from(command, RawOptions.fromFlags(flags, Map.of())),
        new PrintStream(err, true, UTF_8));
  }

  @Test
  void reportHasTheResultByTheNameOfItsDirectory() throws IOException {
    Path file = temp.resolve("bench.html");
    RunOutput output = output(Command.SWEEP, Map.of(Setting.OUT, file.toString()));

    assertThat(output.write(sweep, dir)).isTrue();
    assertThat(Files.readString(file))
        .startsWith("<!doctype html>")
        .contains("{\"results\":[{\"name\":\"20260131-235959-sweep\",\"result\":{\"schema\":")
        .doesNotContain("\"compare\":{\"schema\"");
  }

  @Test
  void pathOfTheReportIsPrintedOnceAndOnlyIfThereIsOne() {
    RunOutput none = output(Command.SWEEP, Map.of());
    none.write(sweep, dir);
    none.printReportPath();
    assertThat(err.toString(UTF_8)).isEmpty();

    Path file = temp.resolve("bench.html");
    RunOutput output = output(Command.SWEEP, Map.of(Setting.OUT, file.toString()));
    output.printReportPath();
    output.write(sweep, dir);
    output.printReportPath();
    output.printReportPath();
    assertThat(err.toString(UTF_8)).isEqualTo("Report: " + file + "\n");
  }

  @Test
  void comparisonStandsInTheReportAndBesideTheResult() throws IOException {
    Path file = temp.resolve("bench.html");
    Result compared =
        TestComparison.with(Map.of())
            .level("one", 8, TestComparison.rounds(RoundMetric.TTFT_P50, 10, 11))
            .level("two", 8, TestComparison.rounds(RoundMetric.TTFT_P50, 20, 21))
            .result();
    RunOutput output = output(Command.COMPARE, Map.of(Setting.OUT, file.toString()));

    assertThat(output.write(compared, dir)).isTrue();
    assertThat(Files.readString(file)).contains("\"compare\":{\"schema\":\"firsttoken.compare/1\"");
    assertThat(dir.resolve("compare.json")).exists();
  }

  @Test
  void reportThatCannotBeWrittenIsNamedAndTheCopyIsWritten() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("gone"));
    Path copy = temp.resolve("copy.json");
    RunOutput output =
        output(
            Command.SWEEP,
            Map.of(
                Setting.OUT, folder.resolve("bench.html").toString(),
                Setting.JSON, copy.toString()));
    Files.delete(folder);

    assertThat(output.write(sweep, dir)).isFalse();
    output.printReportPath();
    assertThat(err.toString(UTF_8)).startsWith("bench: " + folder).doesNotContain("Report:");
    assertThat(copy).exists();
  }
}
