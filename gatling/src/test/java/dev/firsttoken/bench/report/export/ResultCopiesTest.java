package dev.firsttoken.bench.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultCopiesTest {
  @TempDir Path dir;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(output, true, UTF_8);

  private static Result result() {
    Summarizer summarizer = TestRun.summary("sweep", Level.closed(1, 1, 0));
    summarizer.add(TestSample.at(0, 1_000_000).sample());
    return summarizer.result(false);
  }

  @Test
  void onlyRequestedFilesAreWritten() {
    assertThat(ResultCopies.write(result(), dir.resolve("a.json"), dir.resolve("a.csv"), err))
        .isTrue();
    assertThat(dir.resolve("a.json")).content().isEqualTo(ResultJson.format(result()));
    assertThat(dir.resolve("a.csv")).content().startsWith("concurrency,");
    assertThat(ResultCopies.write(result(), null, null, err)).isTrue();
    assertThat(output.toString(UTF_8)).isEmpty();
  }

  @Test
  void unwritableFileIsReportedInOneLineAndDoesNotStopTheOther() {
    Path nowhere = dir.resolve("nowhere/a.json");

    assertThat(ResultCopies.write(result(), nowhere, dir.resolve("a.csv"), err)).isFalse();
    assertThat(output.toString(UTF_8))
        .startsWith("bench: the result can't be written to " + nowhere)
        .hasLineCount(1);
    assertThat(dir.resolve("a.csv")).exists();
  }
}
