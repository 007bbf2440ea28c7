package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.cli.selection.ReadFiles;
import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.CompareSettings;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.NamedResult;
import dev.firsttoken.bench.merge.EarlierResult;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Output;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.export.ResultCopies;
import dev.firsttoken.bench.run.ResultPrinter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares two results that were recorded earlier. */
final class EarlierComparison {
  private static final Set<Setting> SETTINGS =
      EnumSet.of(Setting.REFERENCE, Setting.EXPECT, Setting.MARKDOWN, Setting.JSON);

  private static final List<String> NAMES = List.of("base", "new");

  private EarlierComparison() {}

  /**
   * Compares the results, which are named {@code base} and {@code new}.
   *
   * @param flags settings that were given as flags
   */
  static int run(List<Path> files, Map<Setting, String> flags, StandardStreams standardStreams) {
    requireUsable(files, flags);
    RawOptions rawOptions = RawOptions.fromFlags(flags, Map.of());
    Options options = Options.from(Command.COMPARE, rawOptions);
    Output output = Output.forCopies(rawOptions, ReadFiles.of(files));
    List<NamedResult> results =
        List.of(
            new NamedResult(NAMES.getFirst(), EarlierResult.read(files.getFirst())),
            new NamedResult(NAMES.getLast(), EarlierResult.read(files.getLast())));
    Map<String, Object> recorded = new HashMap<>(options.recordedOptions());
    recorded.put(
        Setting.MODE.flag(),
        CompareMode.ofEarlier(results.stream().map(NamedResult::result).toList()).label());
    Comparison comparison = Comparison.ofEarlier(results, CompareSettings.parse(recorded, NAMES));
    ResultPrinter.print(comparison, standardStreams.console());
    boolean written =
        ResultCopies.write(
            comparison, output.json(), options.compareOptions().markdown(), standardStreams.err());
    return written ? ExitStatus.statusFor(comparison) : ExitStatus.FAILED;
  }

  private static void requireUsable(List<Path> files, Map<Setting, String> flags) {
    if (files.size() != 2) {
      throw new InvalidOptionException(
          "compare: takes no result or two, got %d; name the directory of each run, or its result.json"
              .formatted(files.size()));
    }
    String out = flags.get(Setting.OUT);
    if (out != null || flags.containsKey(Setting.HTML)) {
      throw new InvalidOptionException(
          ("--%s: compare writes no HTML report of two results; report does:"
                  + " bench report %s %s --out=%s")
              .formatted(
                  out == null ? Setting.HTML.flag() : Setting.OUT.flag(),
                  files.getFirst(),
                  files.getLast(),
                  out == null ? "bench-report.html" : out));
    }
    for (Setting given : flags.keySet()) {
      if (!SETTINGS.contains(given)) {
        throw new InvalidOptionException(
            "--%s: can't be given with two results, which are compared as they were measured"
                .formatted(given.flag()));
      }
    }
  }
}
