package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.merge.ResultMerger;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.export.ResultCopies;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.ResultPrinter;
import java.io.File;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code merge}: combines results into one. */
final class MergeCommand {
  private MergeCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "merge",
                "Combines results as if their samples came from one run. Counts and histograms are"
                    + " added; percentiles are never averaged.",
                List.of(
                    "bench merge results/20260131-120000-sweep results/20260131-130000-sweep"
                        + " --json=both.json",
                    "bench merge a/result.json b/result.json > both.json")),
            List.of(Setting.JSON, Setting.CSV),
            parsed -> run(parsed, standardStreams));
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("PATH")
            .arity("1..*")
            .type(List.class)
            .auxiliaryTypes(File.class)
            .description("result.json of a run, or the run's directory. Give at least two.")
            .build());
    return spec;
  }

  private static int run(ParseResult parsed, StandardStreams given) {
    StandardStreams standardStreams = given.forJsonFlag(parsed);
    List<File> files = parsed.matchedPositionalValue(0, List.of());
    if (files.size() < 2) {
      throw new InvalidOptionException(
          "merge: needs at least two results, got %d; name the directory of each run, or its result.json"
              .formatted(files.size()));
    }
    Output output = Output.forCopies(RawOptions.fromFlags(Flags.toSettings(parsed), Map.of()));
    Result result = ResultMerger.merge(files.stream().map(File::toPath).toList());
    ResultPrinter.printTitle(result, standardStreams.console());
    ResultPrinter.print(result, standardStreams.console());
    boolean written =
        ResultCopies.write(result, output.json(), output.csv(), standardStreams.err());
    return written ? ExitStatus.statusFor(result) : ExitStatus.FAILED;
  }
}
