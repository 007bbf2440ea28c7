package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.BadOption;
import dev.firsttoken.bench.options.Given;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.Copies;
import dev.firsttoken.bench.report.Report;
import dev.firsttoken.bench.summary.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Several results as one: their JSON on standard output, their table on stderr. */
final class Merge {
  /** Where there is no terminal to ask. */
  private static final int COLUMNS = 100;

  private Merge() {}

  static CommandSpec command(Screen screen) {
    CommandSpec spec =
        Commands.command(
            new Commands.Words(
                "merge",
                "Puts results together as if their samples were one run's: counts and histograms"
                    + " add up, no percentile is averaged.",
                List.of("bench merge a/result.json b/result.json > both.json")),
            List.of(Setting.JSON, Setting.CSV),
            parsed -> run(parsed, screen));
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

  private static int run(ParseResult parsed, Screen screen) {
    List<String> files = parsed.matchedPositionalValue(0, List.of());
    if (files.size() < 2) {
      throw new BadOption(
          "merge: two results or more are needed, and %d is named".formatted(files.size()));
    }
    Output output = Output.copies(Given.byFlags(Flags.typed(parsed), Map.of()));
    Result result = Report.merge(files.stream().map(Path::of).toList());
    screen.out().print(result.json());
    screen.out().flush();
    int columns = screen.columns() > 0 ? screen.columns() : COLUMNS;
    Report.table(result, screen.err(), columns, screen.colour());
    boolean written = Copies.write(result, output.json(), output.csv(), screen.err());
    return written ? Exit.of(result) : Exit.FAILED;
  }
}
