package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.report.Report;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.summary.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ParseResult;

/** The report of a run that is over, from its samples. */
final class Again {
  private Again() {}

  /**
   * Ends as the run did that it is of.
   *
   * @throws IllegalArgumentException naming the folder, where there are no samples in it
   */
  static int run(ParseResult parsed, Screen screen) {
    Path dir = parsed.matchedPositionalValue(0, Path.of(""));
    if (!Files.isRegularFile(dir.resolve(SampleLog.FILE))) {
      throw new IllegalArgumentException(
          "%s: must be the folder of a run, and has no %s in it".formatted(dir, SampleLog.FILE));
    }
    Result result = Report.again(dir);
    screen.display().result(result, dir);
    return Exit.of(result);
  }
}
