package dev.firsttoken.bench.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.TestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportedPathTest {
  private static final String COMPARED =
      "{\"schema\": \"firsttoken.result/1\", \"command\": \"compare\"}";
  private static final String SWEPT =
      "{\"schema\": \"firsttoken.result/1\", \"command\": \"sweep\"}";

  @TempDir Path dir;

  private Path run(String name, String json) throws IOException {
    Path run = Files.createDirectories(dir.resolve(name));
    Files.writeString(run.resolve("result.json"), json);
    return run;
  }

  @Test
  void resultIsNamedByItsDirectoryOrItsFile() throws IOException {
    Path run = run("a-sweep", SWEPT);
    Path copy = Files.writeString(dir.resolve("copy.json"), SWEPT);

    assertThat(ReportedPath.readAll(List.of(run, run.resolve("result.json"), copy)))
        .containsExactly(
            new ReportedResult("a-sweep", SWEPT, null),
            new ReportedResult("a-sweep", SWEPT, null),
            new ReportedResult("copy.json", SWEPT, null));
  }

  @Test
  void comparisonBesideTheResultBelongsToIt() throws IOException {
    Path run = run("a", COMPARED);
    Files.writeString(run.resolve("compare.json"), "{}");
    Path sweep = run("b", SWEPT);
    Files.writeString(sweep.resolve("compare.json"), "{}");

    assertThat(ReportedPath.readAll(List.of(run, sweep)))
        .extracting(ReportedResult::comparison)
        .containsExactly("{}", null);
  }

  @Test
  void resultThatIsMissingIsMadeOfTheSamples() throws IOException {
    Path run = Files.createDirectories(dir.resolve("killed"));
    try (SampleLog log = SampleLog.open(run, TestRun.header("sweep", Map.of()), entry -> {})) {
      log.append(new LevelBegin(0, Level.closed(1, 2, 0)));
    }

    assertThat(ReportedPath.readAll(List.of(run)).getFirst().result())
        .contains("\"partial\": true");
  }

  @Test
  void directoryWithoutARunIsNamed() {
    assertThatThrownBy(() -> ReportedPath.readAll(List.of(dir)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(dir + ": must be the directory of a run");
  }
}
