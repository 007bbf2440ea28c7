package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Setting;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Refuses flags that are given several times and have one value. picocli takes the last of them
 * without a word where flags have groups, so a run would not be the one that was asked for.
 */
final class RepeatedFlags {
  /** Flags whose value is a list that holds what the several values say. */
  private static final Set<String> LISTS =
      Set.of(
          flag(Setting.CONCURRENCY),
          flag(Setting.RATE),
          flag(Setting.PERCENTILES),
          flag(Setting.SLO));

  private RepeatedFlags() {}

  private static String flag(Setting key) {
    return "--" + key.flag();
  }

  /**
   * Checks the flags of a command.
   *
   * @throws ParameterException naming the first flag that is given several times
   */
  static void refuse(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (!option.isMultiValue() && option.originalStringValues().size() > 1) {
        throw new ParameterException(parsed.commandSpec().commandLine(), message(option));
      }
    }
  }

  /** Says how to give a flag once. Other values than lists may be secret, and are not repeated. */
  static String message(OptionSpec option) {
    String name = option.longestName();
    List<String> values = option.originalStringValues();
    String count = values.size() == 2 ? "twice" : values.size() + " times";
    return LISTS.contains(name)
        ? "%s is given %s; give %s=%s".formatted(name, count, name, String.join(",", values))
        : "%s is given %s; give it once".formatted(name, count);
  }
}
