package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Setting;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Refuses flags that have one value and are given more than once. Where flags have groups, picocli
 * silently takes the last value, and the run is not the one that the user meant.
 */
final class RepeatedFlags {
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

  /** Says how to give a flag once. Other values than lists may be secret, and are not repeated. */
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
