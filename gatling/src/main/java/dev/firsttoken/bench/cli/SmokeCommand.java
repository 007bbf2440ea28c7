package dev.firsttoken.bench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.contract.CheckResult;
import dev.firsttoken.bench.contract.ContractChecks;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.run.Preflight;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code smoke}: runs the contract checks of a server. Prints one line per check to
 * stderr and all results as JSON to stdout.
 */
final class SmokeCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DefaultPrettyPrinter LAYOUT =
      new DefaultPrettyPrinter(
          Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));

  /** Load settings that have no effect on the checks. */
  private static final Set<Setting> UNUSED =
      EnumSet.of(
          Setting.RESULTS_DIR,
          Setting.WARMUP,
          Setting.PROMPTS,
          Setting.TURNS,
          Setting.UNIQUE_PREFIX,
          Setting.TOKENIZER);

  private SmokeCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "smoke",
            "Checks that a server fulfils First Token's contract: health, metrics, errors, one"
                + " streamed and one non-streamed response.",
            List.of("bench smoke", "bench smoke --base-url=http://localhost:8081")),
        Command.SMOKE.settings().stream().filter(key -> !UNUSED.contains(key)).toList(),
        parsed -> run(parsed, standardStreams));
  }

  private static int run(ParseResult parsed, StandardStreams standardStreams) {
    Options options =
        Options.from(
            Command.SMOKE, RawOptions.fromFlags(Flags.toSettings(parsed), System.getenv()));
    Preflight.check(options.target().chatUrl());
    List<CheckResult> checks =
        ContractChecks.run(
            options,
            checkResult ->
                standardStreams
                    .err()
                    .printf(
                        "%-4s %s: %s%n",
                        checkResult.ok() ? "ok" : "FAIL",
                        checkResult.name(),
                        checkResult.detail()));
    String json = toJson(options, checks);
    standardStreams.out().println(json);
    standardStreams.out().flush();
    Path copy = options.output().json();
    if (copy != null) {
      ResultFiles.writeCopy(json, copy);
    }
    return checks.stream().allMatch(CheckResult::ok) ? ExitStatus.SUCCESS : ExitStatus.FAILED;
  }

  private static String toJson(Options options, List<CheckResult> checks) {
    ObjectNode root = JSON.createObjectNode();
    root.put("target", options.target().chatUrl().toString());
    root.put("ok", checks.stream().allMatch(CheckResult::ok));
    ArrayNode list = root.putArray("checks");
    for (CheckResult checkResult : checks) {
      list.addObject()
          .put("name", checkResult.name())
          .put("ok", checkResult.ok())
          .put("detail", checkResult.detail());
    }
    try {
      return JSON.writer(LAYOUT).writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("can't format the checks as JSON", e);
    }
  }
}
