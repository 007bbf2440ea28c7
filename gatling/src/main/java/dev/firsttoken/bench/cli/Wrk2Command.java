package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.report.html.HtmlReport;
import dev.firsttoken.bench.report.html.ReportTemplate;
import dev.firsttoken.bench.report.html.ReportedResult;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.wrk.WrkBench;
import dev.firsttoken.bench.wrk.WrkComparison;
import dev.firsttoken.bench.wrk.WrkFolder;
import dev.firsttoken.bench.wrk.WrkJson;
import dev.firsttoken.bench.wrk.WrkOptions;
import dev.firsttoken.bench.wrk.WrkReport;
import dev.firsttoken.bench.wrk.WrkResult;
import dev.firsttoken.bench.wrk.WrkSetting;
import java.io.File;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code wrk2}: runs wrk2 or wrk, and reads what it prints. */
final class Wrk2Command {
  private static final String DIR = "--dir";

  private Wrk2Command() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                WrkBench.COMMAND,
                "Runs wrk2, or wrk where there is no wrk2, and makes a result of what it prints."
                    + " With --targets it loads several servers in turn, and with --rounds says"
                    + " which is faster.",
                List.of(
                    "bench wrk2 --url=http://localhost:8080/micro/plain?bytes=1024 --rate=2000",
                    "bench wrk2 --bin=wrk --connections=50 --duration=10s",
                    "bench wrk2 --targets=micronaut,express,fastapi,flask --rounds=10 --html",
                    "WRK_RATE=1000 WRK_CONNECTIONS=16 bench wrk2")),
            List.of(),
            parsed -> run(parsed, standardStreams.forJsonFlag(parsed)));
    for (WrkSetting key : WrkSetting.values()) {
      spec.addOption(option(key));
    }
    return spec.addOption(
        OptionSpec.builder(DIR)
            .type(File.class)
            .paramLabel("DIR")
            .description("Folder of the servers to start. Default: baselines/ of this checkout")
            .build());
  }

  private static OptionSpec option(WrkSetting key) {
    String env = key.env();
    String defaultValue = key.defaultValue();
    List<String> description = new ArrayList<>(List.of(Flags.escape(key.help())));
    if (env != null) {
      description.add("Environment: " + env);
    }
    if (defaultValue != null) {
      description.add("Default: " + Flags.escape(defaultValue));
    }
    OptionSpec.Builder option =
        OptionSpec.builder("--" + key.flag())
            .type(key.isFile() ? File.class : String.class)
            .paramLabel(key.label())
            .description(description.toArray(String[]::new));
    if (key.isToggle()) {
      option.arity("0..1").fallbackValue("true");
    }
    return option.build();
  }

  private static Map<WrkSetting, String> settings(ParseResult parsed) {
    Map<WrkSetting, String> settings = new EnumMap<>(WrkSetting.class);
    for (WrkSetting key : WrkSetting.values()) {
      Object value = parsed.matchedOptionValue("--" + key.flag(), null);
      if (value != null) {
        settings.put(key, value.toString());
      }
    }
    return settings;
  }

  private static int run(ParseResult parsed, StandardStreams standardStreams) {
    WrkOptions options = WrkOptions.from(settings(parsed), System.getenv());
    File dir = parsed.matchedOptionValue(DIR, null);
    Baselines baselines =
        dir == null ? Baselines.in(ProxyBuild.find().home()) : new Baselines(dir.toPath());
    Path html = options.output().html();
    // Read before the load, so that a report that can't be made is refused before anything is sent.
    ReportTemplate template = html == null ? null : ReportTemplate.load();
    try (WrkBench bench = WrkBench.prepare(options, baselines, standardStreams::printNotice)) {
      WrkResult result = bench.run();
      int status = publish(result, bench.dir(), options.output(), standardStreams);
      if (html == null || template == null) {
        return status;
      }
      HtmlFile file = new HtmlFile(template, html);
      return file.write(result, bench.dir(), standardStreams) ? status : ExitStatus.FAILED;
    }
  }

  /**
   * Report of a run as one HTML file.
   *
   * @param template read before the load
   */
  private record HtmlFile(ReportTemplate template, Path file) {

    /** Writes the report and says where it is; returns false if it can't be written. */
    boolean write(WrkResult result, Path dir, StandardStreams standardStreams) {
      String name = String.valueOf(dir.toAbsolutePath().normalize().getFileName());
      String json = WrkJson.format(WrkComparison.of(result));
      try {
        HtmlReport.write(template, file, List.of(new ReportedResult(name, json, null)));
        standardStreams.err().println("Report: " + file);
        return true;
      } catch (UncheckedIOException e) {
        standardStreams.printNotice(e.getMessage());
        return false;
      }
    }
  }

  /** Makes the result of a directory again. */
  static int report(WrkFolder folder, Output output, StandardStreams standardStreams) {
    return publish(WrkBench.regenerate(folder), folder.dir(), output, standardStreams);
  }

  /** Writes the copy of a result, prints the result, and returns the exit status. */
  private static int publish(
      WrkResult result, Path dir, Output output, StandardStreams standardStreams) {
    boolean isWritten = writeCopy(result, output, standardStreams);
    WrkReport.print(result, standardStreams.console());
    standardStreams.err().println("Raw output and result: " + dir);
    return isWritten && result.isComplete() ? ExitStatus.SUCCESS : ExitStatus.FAILED;
  }

  private static boolean writeCopy(
      WrkResult result, Output output, StandardStreams standardStreams) {
    Path file = output.json();
    if (file == null) {
      return true;
    }
    try {
      ResultFiles.writeCopy(WrkJson.format(WrkComparison.of(result)), file);
      return true;
    } catch (UncheckedIOException e) {
      standardStreams.printNotice(e.getMessage());
      return false;
    }
  }
}
