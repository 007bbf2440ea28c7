package dev.firsttoken.bench.run;

import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** System properties of a simulation, as the user gave them. */
final class MavenProperties {
  /** Main class of the JVM that Gatling's Maven plugin starts. */
  private static final String FORK = "io.gatling.plugin.util.ForkMain";

  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|([btnfr'\"\\\\]))");

  private MavenProperties() {}

  /**
   * Reads all properties. The plugin escapes their values as in Java source; JSON, for example,
   * would be invalid. Other tools that start a simulation do not.
   */
  static Map<String, String> read() {
    return read(System.getProperties(), isForked());
  }

  static Map<String, String> read(Properties properties, boolean isEscaped) {
    return properties.stringPropertyNames().stream()
        .collect(
            Collectors.toMap(
                name -> name,
                name -> {
                  String value = properties.getProperty(name);
                  return isEscaped ? unescape(value) : value;
                }));
  }

  private static boolean isForked() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(FORK)));
  }

  private static String unescape(String value) {
    return ESCAPE
        .matcher(value)
        .replaceAll(escape -> Matcher.quoteReplacement(String.valueOf(character(escape))));
  }

  private static char character(MatchResult escape) {
    if (escape.group(1) != null) {
      return (char) Integer.parseInt(escape.group(1), 16);
    }
    char letter = escape.group(2).charAt(0);
    return switch (letter) {
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      default -> letter;
    };
  }
}
