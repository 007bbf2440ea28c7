package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.ComparedTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reader of {@code --targets}: {@code NAME}, {@code NAME=URL} or {@code
 * [NAME=]SERVER:VARIABLE=VALUE[:VARIABLE=VALUE]}, separated by commas.
 */
final class TargetListReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
  private static final Pattern URL = Pattern.compile("(?i)https?://.*");

  /** A colon starts the next variable only before a name and an equals sign. */
  private static final Pattern NEXT_VARIABLE = Pattern.compile(":(?=[A-Za-z_][A-Za-z0-9_]*=)");

  private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)");

  private final RawOptions rawOptions;
  private final OptionReader optionReader;

  TargetListReader(RawOptions rawOptions, OptionReader optionReader) {
    this.rawOptions = rawOptions;
    this.optionReader = optionReader;
  }

  /** Returns the targets in the given order; empty if none were given. */
  List<ComparedTarget> read() {
    String text = rawOptions.text(Setting.TARGETS);
    Map<String, ComparedTarget> targets = new LinkedHashMap<>();
    for (String part : text == null ? List.<String>of() : List.of(text.split(",", -1))) {
      ComparedTarget target = target(part.strip());
      if (targets.put(target.name(), target) != null) {
        throw rawOptions.invalid(
            Setting.TARGETS,
            "names %s twice; give one of them another name, like again=%s"
                .formatted(target.name(), target.name()));
      }
    }
    return new ArrayList<>(targets.values());
  }

  private ComparedTarget target(String part) {
    int equals = part.indexOf('=');
    int colon = part.indexOf(':');
    boolean isNamed = equals > 0 && (colon < 0 || equals < colon);
    String source = isNamed ? part.substring(equals + 1) : part;
    if (URL.matcher(source).matches()) {
      if (!isNamed) {
        throw rawOptions.invalid(
            Setting.TARGETS, "needs a name for each URL, like mine=%s".formatted(source));
      }
      return new ComparedTarget.Running(
          name(part.substring(0, equals)), optionReader.urls().endpoint(Setting.TARGETS, source));
    }
    String[] words = NEXT_VARIABLE.split(source, -1);
    return new ComparedTarget.Started(
        name(isNamed ? part.substring(0, equals) : words[0]), name(words[0]), environment(words));
  }

  private String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw rawOptions.invalid(
          Setting.TARGETS,
          "\"%s\" is no name: it must have 1 to 32 letters, digits, dots, dashes or underscores"
              .formatted(text.replaceFirst("=.*", "=…")));
    }
    return text;
  }

  private Map<String, String> environment(String[] words) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (int i = 1; i < words.length; i++) {
      Matcher variable = VARIABLE.matcher(words[i]);
      if (variable.matches()) {
        environment.put(variable.group(1), variable.group(2));
      }
    }
    return environment;
  }
}
