package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.samples.Environment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
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

  /**
   * Refuses flags that have one value and are given more than once. Where flags have groups,
   * picocli silently takes the last value, and the run is not the one that the user meant.
   */
  static final class RepeatedFlags {
    /** Flags whose value is a list that holds what the several values say. */
    private static final Set<String> LISTS =
        Set.of(
            flag(Setting.CONCURRENCY),
            flag(Setting.RATE),
            flag(Setting.PERCENTILES),
            flag(Setting.SLO),
            flag(Setting.EXPECT));

    private RepeatedFlags() {}

    private static String flag(Setting key) {
      return "--" + key.flag();
    }

    /**
     * Checks the flags of a command.
     *
     * @throws ParameterException naming the first flag that is given more than once
     */
    static void refuse(ParseResult parsed) {
      for (OptionSpec option : parsed.matchedOptions()) {
        if (!option.isMultiValue() && option.originalStringValues().size() > 1) {
          throw new ParameterException(parsed.commandSpec().commandLine(), message(option));
        }
      }
    }

    /**
     * Says how to give a flag once. Other values than lists may be secret, and are not repeated.
     */
    private static String message(OptionSpec option) {
      String name = option.longestName();
      return LISTS.contains(name)
          ? "%s is given more than once; give %s=%s"
              .formatted(name, name, quote(String.join(",", option.originalStringValues())))
          : messageWithoutValues(name);
    }

    /** Says how to give a flag once whose values may be secret, or are not all known. */
    static String messageWithoutValues(String name) {
      return name + " is given more than once; give it once";
    }

    /** Quotes a value that a shell would take for a redirection. */
    private static String quote(String value) {
      return value.contains("<") || value.contains(">") ? "'" + value + "'" : value;
    }
  }
}
