package dev.firsttoken.bench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.contract.CheckResult;
import dev.firsttoken.bench.contract.CheckResult.Verdict;
import dev.firsttoken.bench.contract.ContractChecks;
import dev.firsttoken.bench.contract.EndpointChecks;
import dev.firsttoken.bench.http.ProxyVariables;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.config.ConfiguredOptions;
import dev.firsttoken.bench.run.Preflight;
import dev.firsttoken.bench.samples.ControlCharacters;
import dev.firsttoken.wire.call.Origin;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code smoke}: checks whether a server can be measured, or, with {@code --contract},
 * whether it fulfils First Token's own contract. Prints one line per check for people, and all
 * results as JSON unless stdout is a terminal.
 */
final class SmokeCommand {
  private static final String CONTRACT = "--contract";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DefaultPrettyPrinter LAYOUT =
      new DefaultPrettyPrinter(
          Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));

  /** Load settings that have no effect on the checks. */
  private static final Set<Setting> UNUSED =
      EnumSet.of(
          Setting.RESULTS_DIR,
          Setting.HTML,
          Setting.OUT,
          Setting.WARMUP,
          Setting.NO_KEEP_ALIVE,
          Setting.INPUT_TOKENS,
          Setting.OUTPUT_TOKENS,
          Setting.IGNORE_EOS,
          Setting.DATASET,
          Setting.PROMPTS,
          Setting.SHUFFLE,
          Setting.SEED,
          Setting.TURNS,
          Setting.UNIQUE_PREFIX,
          Setting.TOKENIZER);

  private SmokeCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "smoke",
                "Checks whether an endpoint can be measured, with two requests: models, streaming,"
                    + " usage, [DONE], kept connections, prompt cache. Each check is PASS, WARN or"
                    + " FAIL and says what to do. Exits with 0 unless one fails.",
                List.of(
                    "bench smoke --base-url=http://localhost:8000/v1 --model=qwen3",
                    "bench smoke --contract --base-url=http://localhost:8081")),
            Command.SMOKE.settings().stream().filter(key -> !UNUSED.contains(key)).toList(),
            parsed -> run(parsed, standardStreams));
    return spec.addOption(
        OptionSpec.builder(CONTRACT)
            .type(boolean.class)
            .arity("0")
            .description(
                "Checks First Token's own contract instead: health, metrics, errors, one streamed"
                    + " and one non-streamed response.")
            .build());
  }

  private static int run(ParseResult parsed, StandardStreams given) {
    StandardStreams standardStreams = given.forJsonFlag(parsed);
    Options options =
        ConfiguredOptions.fromFlags(
            Command.SMOKE, Flags.toSettings(parsed), System.getenv(), standardStreams::printNotice);
    standardStreams.printNotice(
        ProxyVariables.notice(Origin.of(options.target().chatUrl()), System.getenv()));
    Preflight.check(options.target().chatUrl());
    boolean contract = parsed.hasMatchedOption(CONTRACT);
    Consumer<CheckResult> onResult = checkResult -> print(checkResult, standardStreams);
    List<CheckResult> checks =
        contract ? ContractChecks.run(options, onResult) : EndpointChecks.run(options, onResult);
    if (!contract) {
      standardStreams.reportLines().println(conclusion(checks));
    }
    new JsonOutput(standardStreams, options.output().json()).print(toJson(options, checks));
    return checks.stream().allMatch(CheckResult::ok) ? ExitStatus.SUCCESS : ExitStatus.FAILED;
  }

  private static void print(CheckResult checkResult, StandardStreams standardStreams) {
    standardStreams
        .reportLines()
        .printf(
            "%s %s: %s%n",
            checkResult.verdict(),
            checkResult.name(),
            ControlCharacters.replace(checkResult.detail()));
  }

  private static String conclusion(List<CheckResult> checks) {
    if (!checks.stream().allMatch(CheckResult::ok)) {
      return "This endpoint can't be measured yet.";
    }
    long warnings = checks.stream().filter(check -> check.verdict() == Verdict.WARN).count();
    return warnings == 0
        ? "This endpoint can be measured."
        : "This endpoint can be measured; mind the WARN lines.";
  }

  private static String toJson(Options options, List<CheckResult> checks) {
    ObjectNode root = JSON.createObjectNode();
    root.put("target", options.target().shownUrl());
    root.put("ok", checks.stream().allMatch(CheckResult::ok));
    ArrayNode list = root.putArray("checks");
    for (CheckResult checkResult : checks) {
      list.addObject()
          .put("name", checkResult.name())
          .put("ok", checkResult.ok())
          .put("verdict", checkResult.verdict().label())
          .put("detail", checkResult.detail());
    }
    try {
      return JSON.writer(LAYOUT).writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("can't format the checks as JSON", e);
    }
  }
}
