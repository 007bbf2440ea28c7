package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Turns the table of settings into picocli's options, and what was typed back into settings. */
final class Flags {
  private Flags() {}

  static void add(CommandSpec spec, Collection<Setting> settings) {
    for (Setting key : settings) {
      OptionSpec.Builder flag =
          OptionSpec.builder("--" + key.flag())
              .type(String.class)
              .paramLabel(label(key))
              .description(description(key));
      spec.addOption(key.onOff() ? flag.arity("0..1").fallbackValue("true").build() : flag.build());
    }
  }

  static Map<Setting, String> typed(ParseResult parsed) {
    Map<Setting, String> typed = new EnumMap<>(Setting.class);
    for (Setting key : Setting.values()) {
      String value = parsed.matchedOptionValue("--" + key.flag(), null);
      if (value != null) {
        typed.put(key, value);
      }
    }
    return typed;
  }

  private static String label(Setting key) {
    return switch (key) {
      case CONCURRENCY -> "N[,N]";
      case JSON, PROMPTS, TRACE -> "FILE";
      case UNIQUE_PREFIX -> "true|false";
      default ->
          key.counts()
              ? "N"
              : key.flag().substring(key.flag().lastIndexOf('-') + 1).toUpperCase(Locale.ROOT);
    };
  }

  private static String[] description(Setting key) {
    List<String> lines = new ArrayList<>();
    lines.add(key.help());
    if (key.env() != null) {
      lines.add("Else by the environment: " + key.env() + ".");
    }
    if (key.standard() != null) {
      lines.add("Default: " + key.standard());
    }
    return lines.toArray(String[]::new);
  }
}
