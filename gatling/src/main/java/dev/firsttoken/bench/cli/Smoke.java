package dev.firsttoken.bench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.load.Reach;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Given;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.report.Report;
import dev.firsttoken.bench.smoke.Check;
import dev.firsttoken.bench.smoke.Checks;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** One line a check on stderr, all of them as JSON on standard output. */
final class Smoke {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DefaultPrettyPrinter LAYOUT =
      new DefaultPrettyPrinter(
          Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));

  private Smoke() {}

  static int run(ParseResult parsed, Screen screen) {
    Options options =
        Options.from(Command.SMOKE, Given.byFlags(Flags.typed(parsed), System.getenv()));
    Reach.check(options.target().chat());
    List<Check> checks =
        Checks.make(
            options,
            check ->
                screen
                    .err()
                    .printf(
                        "%-4s %s: %s%n", check.ok() ? "ok" : "FAIL", check.name(), check.detail()));
    String json = json(options, checks);
    screen.out().println(json);
    screen.out().flush();
    Path copy = options.output().json();
    if (copy != null) {
      Report.copy(json, copy);
    }
    return checks.stream().allMatch(Check::ok) ? Exit.DONE : Exit.FAILED;
  }

  private static String json(Options options, List<Check> checks) {
    ObjectNode root = JSON.createObjectNode();
    root.put("target", options.target().chat().toString());
    root.put("ok", checks.stream().allMatch(Check::ok));
    ArrayNode list = root.putArray("checks");
    for (Check check : checks) {
      list.addObject()
          .put("name", check.name())
          .put("ok", check.ok())
          .put("detail", check.detail());
    }
    try {
      return JSON.writer(LAYOUT).writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings that can't be written", e);
    }
  }
}
