package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.cli.selection.ReadFiles;
import dev.firsttoken.bench.merge.ResultMerger;
import dev.firsttoken.bench.merge.ShardFolders;
import dev.firsttoken.bench.merge.ShardMerger;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.export.ResultCopies;
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.report.html.HtmlReport;
import dev.firsttoken.bench.report.html.ReportTemplate;
import dev.firsttoken.bench.report.html.ReportedResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.ResultDirectory;
import dev.firsttoken.bench.run.ResultPrinter;
import dev.firsttoken.bench.samples.RecordedCommand;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
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
                    + " added; percentiles are never averaged. The folders of shards (sweep"
                    + " --shard) become the result of one load; the status is 1 if a shard is"
                    + " missing, cut short, or was not under load with the others.",
                List.of(
                    "bench merge shard-0 shard-1 shard-2 --results-dir=all --html",
                    "bench merge results/20260131-120000-sweep results/20260131-130000-sweep"
                        + " --json=both.json",
                    "bench merge a/result.json b/result.json > both.json")),
            List.of(Setting.RESULTS_DIR, Setting.JSON, Setting.CSV, Setting.HTML, Setting.OUT),
            parsed -> run(parsed, standardStreams));
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("PATH")
            .arity("1..*")
            .type(List.class)
            .auxiliaryTypes(File.class)
            .description(
                "result.json of a run, or the run's directory. Give at least two, or the folders of"
                    + " shards.")
            .build());
    return spec;
  }

  private static int run(ParseResult parsed, StandardStreams given) {
    StandardStreams standardStreams = given.forJsonFlag(parsed);
    List<File> files = parsed.matchedPositionalValue(0, List.of());
    List<Path> paths = files.stream().map(File::toPath).toList();
    Output output =
        Output.forMerge(
            RawOptions.fromFlags(Flags.toSettings(parsed), Map.of()), ReadFiles.of(paths));
    ReportTemplate template = output.html() == null ? null : ReportTemplate.load();
    Result result = merge(paths, standardStreams.err());
    ResultPrinter.printTitle(result, standardStreams.console());
    ResultPrinter.print(result, standardStreams.console());
    boolean written =
        ResultCopies.write(result, output.json(), output.csv(), standardStreams.err());
    if (output.resultsDir() != null) {
      Path dir = ResultDirectory.create(output.resultsDir(), RecordedCommand.MERGE.label());
      ResultFiles.write(dir, result);
      standardStreams.err().println("Result: " + dir);
    }
    if (template != null && output.html() != null) {
      String name = paths.getFirst().toAbsolutePath().normalize().getFileName() + " merged";
      HtmlReport.write(
          template,
          output.html(),
          List.of(new ReportedResult(name, ResultJson.format(result), null)));
      standardStreams.err().println("Report: " + output.html());
    }
    return written ? ExitStatus.statusFor(result) : ExitStatus.FAILED;
  }

  /** Shards are merged from their samples; any other results from their files. */
  private static Result merge(List<Path> paths, PrintStream err) {
    if (ShardFolders.includeShard(paths)) {
      return ShardMerger.merge(
          ShardFolders.readable(paths, notice -> err.println("bench: " + notice)));
    }
    ShardFolders.requireAnySamples(paths);
    if (paths.size() < 2) {
      throw new InvalidOptionException(
          "merge: needs at least two results, got %d; name the directory of each run, or its result.json"
              .formatted(paths.size()));
    }
    return ResultMerger.merge(paths);
  }
}
