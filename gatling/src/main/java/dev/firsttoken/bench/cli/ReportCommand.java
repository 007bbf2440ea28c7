package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.ResultPrinter;
import dev.firsttoken.bench.samples.SampleLog;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ParseResult;

/** The report of a run that is over, from its samples. */
final class ReportCommand {
  private ReportCommand() {}

  /**
   * Ends as the run did that it is of.
   *
   * @throws IllegalArgumentException naming the folder, where there are no samples in it
   */
  static int run(ParseResult parsed, StandardStreams standardStreams) {
    Path dir = parsed.matchedPositionalValue(0, Path.of(""));
    if (!Files.isRegularFile(dir.resolve(SampleLog.FILE_NAME))) {
      throw new IllegalArgumentException(
          "%s: must be the folder of a run, and has no %s in it"
              .formatted(dir, SampleLog.FILE_NAME));
    }
    Result result = ResultFiles.regenerate(dir);
    ResultPrinter.print(result, dir, standardStreams.console());
    return ExitStatus.statusFor(result);
  }
}
