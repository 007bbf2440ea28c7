package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.ArrivalProcess;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.TokenizerName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Converter from settings to picocli's options, and from parsed flags back to settings. */
final class Flags {
  private Flags() {}

  static void add(CommandSpec spec, Collection<Setting> settings) {
    for (Setting key : settings) {
      OptionSpec.Builder option =
          OptionSpec.builder("--" + key.flag())
              .type(String.class)
              .paramLabel(paramLabel(key))
              .description(describe(key));
      if (!candidates(key).isEmpty()) {
        option.completionCandidates(candidates(key));
      }
      if (key.isToggle()) {
        option.arity("0..1").fallbackValue("true");
      }
      spec.addOption(option.build());
    }
  }

  /** Adds a flag that is not a setting. */
  static void add(CommandSpec spec, String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .type(String.class)
            .paramLabel(label)
            .description(description)
            .build());
  }

  /** Returns the settings that were given as flags. */
  static Map<Setting, String> toSettings(ParseResult parsed) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    for (Setting key : Setting.values()) {
      String value = parsed.matchedOptionValue("--" + key.flag(), null);
      if (value != null) {
        settings.put(key, value);
      }
    }
    return settings;
  }

  private static String paramLabel(Setting key) {
    return switch (key) {
      case CONCURRENCY, RATE -> "N[,N]";
      case JSON, CSV, CALIBRATION, PROMPTS, TRACE -> "FILE";
      case SCRAPE -> "URL";
      case WATCH_PID -> "PID";
      case RAMP -> "DURATION";
      case ARRIVALS, TOKENIZER -> String.join("|", candidates(key));
      default -> key.isNumeric() ? "N" : key.isToggle() ? "true|false" : lastWord(key);
    };
  }

  /**
   * Lists the values of a setting.
   *
   * @return all values, or an empty list if they can't be listed
   */
  private static List<String> candidates(Setting key) {
    return switch (key) {
      case ARRIVALS -> Arrays.stream(ArrivalProcess.values()).map(ArrivalProcess::label).toList();
      case TOKENIZER -> TokenizerName.labels();
      default -> List.of();
    };
  }

  private static String lastWord(Setting key) {
    return key.flag().substring(key.flag().lastIndexOf('-') + 1).toUpperCase(Locale.ROOT);
  }

  private static String[] describe(Setting key) {
    List<String> lines = new ArrayList<>();
    lines.add(key.help());
    if (key.env() != null) {
      lines.add("Environment: " + key.env());
    }
    if (key.defaultValue() != null) {
      lines.add("Default: " + key.defaultValue());
    }
    return lines.stream().map(Flags::escape).toArray(String[]::new);
  }

  /** Escapes a text that picocli would otherwise read as a format. */
  static String escape(String text) {
    return text.replace("%", "%%");
  }
}
