package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.samples.Environment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** Builder of picocli's command specifications. */
final class CommandSpecs {
  private CommandSpecs() {}

  /** Name, description and examples of a command, as its help shows them. */
  record Usage(String name, String description, List<String> examples) {}

  /**
   * Creates the specification of one command.
   *
   * @param settings the flags that it takes
   * @param action runs the command and returns its exit status
   */
  static CommandSpec command(
      Usage usage, Collection<Setting> settings, Function<ParseResult, Integer> action) {
    CommandSpec[] self = new CommandSpec[1];
    Callable<Integer> call =
        () -> {
          ParseResult parsed = self[0].commandLine().getParseResult();
          RepeatedFlags.refuse(parsed);
          return action.apply(parsed);
        };
    CommandSpec spec = CommandSpec.wrapWithoutInspection(call);
    self[0] = spec;
    describe(spec, usage.name(), usage.description());
    Flags.add(spec, settings);
    List<String> footer = new ArrayList<>();
    usage.examples().forEach(example -> footer.add("  " + Flags.escape(example)));
    if (!settings.isEmpty()) {
      spec.usageMessage()
          .sectionMap()
          .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> FlagList.render(settings, help));
      footer.add("bench help %s explains each flag.".formatted(usage.name()));
    }
    spec.usageMessage().footerHeading("%nExamples:%n").footer(footer.toArray(String[]::new));
    return spec;
  }

  /** Creates the specification of the command that has all others as subcommands. */
  static CommandSpec root(String name, String description) {
    return describe(CommandSpec.create(), name, description);
  }

  private static CommandSpec describe(CommandSpec spec, String name, String description) {
    spec.name(name).mixinStandardHelpOptions(true);
    spec.versionProvider(() -> new String[] {"First Token " + Environment.current().version()});
    spec.usageMessage().description(description).sortOptions(false).abbreviateSynopsis(true);
    return spec;
  }
}
