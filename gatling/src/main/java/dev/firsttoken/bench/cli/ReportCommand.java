package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.cli.selection.ReadFiles;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.export.ResultCopies;
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.report.html.HtmlReport;
import dev.firsttoken.bench.report.html.ReportTemplate;
import dev.firsttoken.bench.report.html.ReportedPath;
import dev.firsttoken.bench.report.html.ReportedResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.ResultPrinter;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.wrk.WrkBench;
import dev.firsttoken.bench.wrk.WrkFolder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code report}: regenerates the result of a run from its samples, and makes one HTML
 * file of one or several results.
 */
final class ReportCommand {
  private ReportCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "report",
                "Regenerates the result of a run from its samples, and that of wrk2 from the raw"
                    + " outputs. Writes result.json, and compare.json of a comparison, to its"
                    + " directory, and prints what the run printed. Exits with the run's status."
                    + " With --html or --out, writes the HTML report of one or several results.",
                List.of(
                    "bench report results/20260131-235959-sweep",
                    "bench report results/20260131-235959-sweep --out=bench.html",
                    "bench report base/ new/result.json --out=both.html")),
            List.of(Setting.JSON, Setting.HTML, Setting.OUT),
            parsed -> run(parsed, standardStreams.forJsonFlag(parsed)));
    return spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("PATH")
            .arity("1..*")
            .required(true)
            .type(List.class)
            .auxiliaryTypes(File.class)
            .description(
                "A run's directory, for example results/20260131-235959-sweep; with --html or --out"
                    + " also a result.json, and several of both.")
            .build());
  }

  private static int run(ParseResult parsed, StandardStreams standardStreams) {
    List<File> files = parsed.matchedPositionalValue(0, List.of());
    List<Path> paths = files.stream().map(File::toPath).toList();
    Output output =
        Output.forCopies(
            RawOptions.fromFlags(Flags.toSettings(parsed), Map.of()), ReadFiles.of(paths));
    Path html = output.html();
    if (html == null) {
      return regenerate(onlyPath(paths), output, standardStreams);
    }
    boolean isOneRun = paths.size() == 1 && canRegenerate(paths.getFirst());
    if (!isOneRun && parsed.hasMatchedOption("--" + Setting.JSON.flag())) {
      throw new InvalidOptionException(
          "--json: has the result of one run that is made again from its samples or raw outputs;"
              + " leave it out, or name the run's directory alone");
    }
    ReportTemplate template = ReportTemplate.load();
    int status = ExitStatus.SUCCESS;
    if (isOneRun) {
      status = regenerate(paths.getFirst(), output, standardStreams);
    }
    paths.forEach(ReportCommand::completeWrk);
    List<ReportedResult> results = ReportedPath.readAll(paths);
    HtmlReport.write(template, html, results);
    standardStreams.err().println("Report: " + html);
    return status;
  }

  private static boolean canRegenerate(Path path) {
    return ReportedPath.hasSamples(path) || new WrkFolder(path).exists();
  }

  /** Makes the result of wrk2 where the run ended before it was written. */
  private static void completeWrk(Path path) {
    WrkFolder wrk = new WrkFolder(path);
    if (wrk.exists() && !Files.exists(path.resolve(ResultFiles.FILE))) {
      WrkBench.regenerate(wrk);
    }
  }

  private static Path onlyPath(List<Path> paths) {
    if (paths.size() > 1) {
      throw new InvalidOptionException(
          "report: several results make one HTML file; name it, for example --out=bench.html");
    }
    return paths.getFirst();
  }

  /** Writes the result of a run again, and prints it. */
  private static int regenerate(Path dir, Output output, StandardStreams standardStreams) {
    WrkFolder wrk = new WrkFolder(dir);
    if (wrk.exists()) {
      return Wrk2Command.report(wrk, output, standardStreams);
    }
    ReportedPath.requireSamples(dir);
    Result result = ResultFiles.regenerate(dir);
    ResultPrinter.printTitle(result, standardStreams.console());
    ResultPrinter.print(result, dir, standardStreams.console());
    boolean written =
        result.header().command() == RecordedCommand.COMPARE
            ? ResultCopies.write(Comparison.of(result), output.json(), null, standardStreams.err())
            : ResultCopies.write(result, output.json(), null, standardStreams.err());
    return written ? ExitStatus.statusFor(result) : ExitStatus.FAILED;
  }
}
