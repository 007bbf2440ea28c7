package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.ResultPrinter;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.wrk.WrkFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code report}: regenerates the result of a run from its samples. */
final class ReportCommand {
  private ReportCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "report",
                "Regenerates the result of a run from its samples, and that of wrk2 from the raw"
                    + " outputs. Writes result.json, and compare.json of a comparison, to its"
                    + " directory, and prints what the run printed. Exits with the run's status.",
                List.of("bench report results/20260131-235959-sweep")),
            List.of(),
            parsed -> run(parsed, standardStreams));
    return spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(Path.class)
            .paramLabel("DIR")
            .description("The run's directory, for example results/20260131-235959-sweep.")
            .build());
  }

  private static int run(ParseResult parsed, StandardStreams standardStreams) {
    Path dir = parsed.matchedPositionalValue(0, Path.of(""));
    WrkFolder wrk = new WrkFolder(dir);
    if (wrk.exists()) {
      return Wrk2Command.report(wrk, standardStreams);
    }
    if (!Files.isRegularFile(dir.resolve(SampleLog.FILE_NAME))) {
      throw new IllegalArgumentException(
          "%s: must be the directory of a run, but it contains no %s"
              .formatted(dir, SampleLog.FILE_NAME));
    }
    Result result = ResultFiles.regenerate(dir);
    ResultPrinter.print(result, dir, standardStreams.console());
    return ExitStatus.statusFor(result);
  }
}
