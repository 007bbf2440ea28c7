package dev.firsttoken.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.summary.Result;
import dev.firsttoken.bench.summary.Summary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesTest {
  @TempDir Path dir;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(said, true, UTF_8);

  private static Result result() {
    Summary summary = TestRun.summary("sweep", Level.closed(1, 1, 0));
    summary.add(TestSample.at(0, 1_000_000).sample());
    return summary.result(false);
  }

  @Test
  void whatIsWantedIsWrittenAndNothingElse() {
    assertThat(Copies.write(result(), dir.resolve("a.json"), dir.resolve("a.csv"), err)).isTrue();
    assertThat(dir.resolve("a.json")).content().isEqualTo(result().json());
    assertThat(dir.resolve("a.csv")).content().startsWith("concurrency,");
    assertThat(Copies.write(result(), null, null, err)).isTrue();
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  @Test
  void oneThatCannotBeWrittenIsToldInALineAndKeepsNoOtherFromBeing() {
    Path nowhere = dir.resolve("nowhere/a.json");

    assertThat(Copies.write(result(), nowhere, dir.resolve("a.csv"), err)).isFalse();
    assertThat(said.toString(UTF_8))
        .startsWith("bench: the result can't be written to " + nowhere)
        .hasLineCount(1);
    assertThat(dir.resolve("a.csv")).exists();
  }
}
