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
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.run.Preflight;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** One line a check on stderr, all of them as JSON on standard output. */
final class SmokeCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DefaultPrettyPrinter LAYOUT =
      new DefaultPrettyPrinter(
          Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));

  private SmokeCommand() {}

  static int run(ParseResult parsed, StandardStreams standardStreams) {
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
      throw new IllegalStateException("a tree of strings that can't be written", e);
    }
  }
}
