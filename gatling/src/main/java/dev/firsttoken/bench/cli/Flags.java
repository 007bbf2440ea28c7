package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.CompareOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.value.ArrivalProcess;
import dev.firsttoken.bench.options.value.EndRule;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.TokenizerName;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Converter from settings to picocli's options, and from parsed flags back to settings. */
final class Flags {
  private static final String RESULTS = "Where the results go, and how a run is repeated:";

  private Flags() {}

  /** Settings that nearly every run needs, in the order of the help. */
  private static final List<Setting> MOST_USED =
      List.of(
          Setting.BASE_URL,
          Setting.URL,
          Setting.MODEL,
          Setting.DATASET,
          Setting.MAX_TOKENS,
          Setting.CONCURRENCY,
          Setting.RATE,
          Setting.DURATION,
          Setting.TOTAL,
          Setting.SLO,
          Setting.HTML);

  /** Returns the settings by the headings of their groups, the most used ones first. */
  static Map<String, List<Setting>> groups(Collection<Setting> settings) {
    Map<String, List<Setting>> groups = new LinkedHashMap<>();
    List<Setting> mostUsed =
        settings.size() > 2 * MOST_USED.size()
            ? MOST_USED.stream().filter(settings::contains).toList()
            : List.of();
    if (!mostUsed.isEmpty()) {
      groups.put("Most used:", mostUsed);
    }
    for (Setting key : settings) {
      if (!mostUsed.contains(key)) {
        groups.computeIfAbsent(heading(key), heading -> new ArrayList<>()).add(key);
      }
    }
    return groups;
  }

  /** Adds the flags of the settings, in groups with headings if there are several groups. */
  static void add(CommandSpec spec, Collection<Setting> settings) {
    Map<String, List<Setting>> groups = groups(settings);
    if (groups.size() <= 1) {
      settings.forEach(key -> spec.addOption(option(key)));
      return;
    }
    groups.forEach(
        (heading, keys) -> {
          ArgGroupSpec.Builder group =
              ArgGroupSpec.builder()
                  .heading("%n" + heading + "%n")
                  .exclusive(false)
                  .validate(false);
          keys.forEach(key -> group.addArg(option(key)));
          spec.addArgGroup(group.build());
        });
  }

  private static OptionSpec option(Setting key) {
    OptionSpec.Builder option =
        OptionSpec.builder("--" + key.flag())
            .type(isFile(key) ? File.class : String.class)
            .paramLabel(paramLabel(key))
            .description(describe(key));
    if (!candidates(key).isEmpty()) {
      option.completionCandidates(candidates(key));
    }
    if (key.isToggle()) {
      option.arity("0..1").fallbackValue("true");
    }
    if (key.isRepeatable()) {
      option.type(List.class).auxiliaryTypes(String.class).arity("1");
    }
    return option.build();
  }

  private static String heading(Setting key) {
    return switch (key) {
      case FRAMES, DELAY_MS, BYTES_PER_FRAME, TTFT_MS, REASONING_FRAMES ->
          "Shape of the synthetic stream:";
      case TRACE, SPEED -> "What is sent:";
      case CSV, MARKDOWN, ANNOTATE, CONFIG -> RESULTS;
      default ->
          switch (key.scope()) {
            case TARGET, MICRO -> "Where the requests are sent:";
            case REQUEST -> "What is sent:";
            case COMPARE -> "What is compared:";
            case RUN, SWEEP, SHARD -> "How much load, and for how long:";
            case MEASURE -> "What is measured, and what is good enough:";
            case OUTPUT -> RESULTS;
          };
    };
  }

  /** Returns true if a shell should complete the value as the name of a file. */
  private static boolean isFile(Setting key) {
    return switch (key) {
      case JSON, CSV, OUT, MARKDOWN, ANNOTATE, RESULTS_DIR -> true;
      default -> key.isInputFile();
    };
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
      Object value = parsed.matchedOptionValue("--" + key.flag(), null);
      if (value instanceof List<?> values) {
        settings.put(key, values.stream().map(String::valueOf).collect(Collectors.joining("\n")));
      } else if (value != null) {
        settings.put(key, value.toString());
      }
    }
    return settings;
  }

  /** Returns the name of a flag's value. */
  static String paramLabel(Setting key) {
    return switch (key) {
      case HEADER -> "'NAME: VALUE'";
      case EXTRA_BODY -> "JSON";
      case CONCURRENCY, RATE -> "N[,N]";
      case JSON -> "FILE|-";
      case CSV, OUT, MARKDOWN, CALIBRATION, DATASET, PROMPTS, TRACE, CONFIG -> "FILE";
      case PERCENTILES -> "P[,P]";
      case ANNOTATE -> "FILE|URL";
      case TARGETS -> "TARGET[,TARGET]";
      case REFERENCE, TOKENIZER -> "NAME";
      case RESOLVE -> "PERCENT[:METRIC,...]";
      case EXPECT -> "EXPECTATION[,...]";
      case SCRAPE -> "URL";
      case WATCH_PID -> "PID";
      case RAMP -> "DURATION";
      case SHARD -> "K/N";
      case START_AT -> "TIME";
      case ARRIVALS, MODE, END -> String.join("|", candidates(key));
      case ENDPOINT -> "API";
      case MAX_ERRORS -> "N|PERCENT";
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
      case ENDPOINT -> Endpoint.labels();
      case END -> EndRule.labels();
      case MODE -> CompareOptions.Work.labels();
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

  /** Escapes a text that picocli would otherwise read as a format or as a variable of its own. */
  static String escape(String text) {
    return text.replace("%", "%%").replace("${", "$${");
  }
}
