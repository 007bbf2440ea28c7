package dev.firsttoken.bench.run;

import dev.firsttoken.bench.annotate.AnnotationWriter;
import dev.firsttoken.bench.annotate.RunAnnotation;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.load.gatling.GatlingRunner;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.value.AnnotationPlace;
import dev.firsttoken.bench.report.export.CompareJson;
import dev.firsttoken.bench.report.export.ResultCopies;
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.report.html.HtmlReport;
import dev.firsttoken.bench.report.html.ReportTemplate;
import dev.firsttoken.bench.report.html.ReportedResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RecordedCommand;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Output of a run beside the files in its directory: copies, tables, HTML report, annotation. */
final class RunOutput {
  private static final String REPORT_IN_DIR = "report.html";

  private final Options options;
  private final PrintStream err;

  /** Read before the load: afterwards there may be no file descriptor left for it. */
  private final @Nullable ReportTemplate template;

  private @Nullable Path unprintedReport;

  /**
   * @throws IllegalStateException if an HTML report is asked for and can't be made here
   */
  RunOutput(Command command, Options options, PrintStream err) {
    this.options = options;
    this.err = err;
    boolean replacesGatlings = command.hasGatlingReport() && !GatlingRunner.hasCharts();
    this.template =
        options.output().html() != null || replacesGatlings ? ReportTemplate.load() : null;
  }

  /**
   * Writes all files. One that can't be written is named on stderr, and the others are written all
   * the same.
   *
   * @return true if every file was written
   */
  boolean write(Result result, Path dir) {
    boolean isAnnotated = writeAnnotation(result);
    return writeCopies(result, dir) && isAnnotated;
  }

  private boolean writeCopies(Result result, Path dir) {
    Output output = options.output();
    if (result.header().command() != RecordedCommand.COMPARE) {
      boolean copiesWritten = ResultCopies.write(result, output.json(), output.csv(), err);
      return writeHtml(result, null, dir) && copiesWritten;
    }
    Comparison comparison = Comparison.of(result);
    boolean csvWritten = ResultCopies.write(result, null, output.csv(), err);
    boolean copiesWritten =
        ResultCopies.write(comparison, output.json(), options.compareOptions().markdown(), err);
    boolean fileWritten =
        ResultCopies.write(comparison, dir.resolve(ResultFiles.COMPARE_FILE), null, err);
    return writeHtml(result, comparison, dir) && csvWritten && copiesWritten && fileWritten;
  }

  private boolean writeAnnotation(Result result) {
    AnnotationPlace place = options.output().annotation();
    if (place == null) {
      return true;
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - result.header().startNanos());
    return AnnotationWriter.write(
        RunAnnotation.of(result, elapsed),
        place,
        System.getenv(AnnotationWriter.TOKEN_VARIABLE),
        err);
  }

  private boolean writeHtml(Result result, @Nullable Comparison comparison, Path dir) {
    if (template == null) {
      return true;
    }
    Path named = options.output().html();
    Path file = named == null ? dir.resolve(REPORT_IN_DIR) : named;
    try {
      HtmlReport.write(
          template,
          file,
          List.of(
              new ReportedResult(
                  String.valueOf(dir.toAbsolutePath().getFileName()),
                  ResultJson.format(result),
                  comparison == null ? null : CompareJson.format(comparison))));
      unprintedReport = file;
      return true;
    } catch (UncheckedIOException e) {
      err.println("bench: " + e.getMessage());
      return false;
    }
  }

  /** Prints where the HTML report is, once. */
  void printReportPath() {
    if (unprintedReport != null) {
      err.println("Report: " + unprintedReport);
      unprintedReport = null;
    }
  }
}
