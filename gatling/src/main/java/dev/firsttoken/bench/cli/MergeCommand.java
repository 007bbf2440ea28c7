package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.export.ResultCopies;
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.result.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Several results as one: their JSON on standard output, their table on stderr. */
final class MergeCommand {
  /** Where there is no terminal to ask. */
  private static final int DEFAULT_COLUMNS = 100;

  private MergeCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        Commands.command(
            new Commands.CommandInfo(
                "merge",
                "Puts results together as if their samples were one run's: counts and histograms"
                    + " add up, no percentile is averaged.",
                List.of("bench merge a/result.json b/result.json > both.json")),
            List.of(Setting.JSON, Setting.CSV),
            parsed -> run(parsed, standardStreams));
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILE")
            .arity("1..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("The result.json of a run, two or more of them.")
            .build());
    return spec;
  }

  private static int run(ParseResult parsed, StandardStreams standardStreams) {
    List<String> files = parsed.matchedPositionalValue(0, List.of());
    if (files.size() < 2) {
      throw new InvalidOptionException(
          "merge: two results or more are needed, and %d is named".formatted(files.size()));
    }
    Output output = Output.forCopies(RawOptions.fromFlags(Flags.toSettings(parsed), Map.of()));
    Result result = ResultFiles.merge(files.stream().map(Path::of).toList());
    standardStreams.out().print(result.toJson());
    standardStreams.out().flush();
    int columns = standardStreams.columns() > 0 ? standardStreams.columns() : DEFAULT_COLUMNS;
    ResultFiles.print(result, standardStreams.err(), columns, standardStreams.colour());
    boolean written =
        ResultCopies.write(result, output.json(), output.csv(), standardStreams.err());
    return written ? ExitStatus.statusFor(result) : ExitStatus.FAILED;
  }
}
