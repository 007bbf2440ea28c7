package dev.firsttoken.bench.baselines;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values for the placeholders of a {@code target.json}, by name. */
record Placeholders(Map<String, String> values) {
  /** The baseline's own folder. */
  static final String FOLDER = "folder";

  /** The folder that the prepare commands fill. */
  static final String PREPARED = "prepared";

  /** The port to listen on. */
  static final String PORT = "port";

  /** The java of the JVM that runs the bench. */
  static final String JAVA = "java";

  /** Origin of the upstream of a relay: scheme, host and port, without a slash at its end. */
  static final String UPSTREAM = "upstream";

  /** Host of the upstream as in a URL, where an IPv6 address has brackets. */
  static final String UPSTREAM_HOST = "upstream_host";

  /** Port of the upstream. */
  static final String UPSTREAM_PORT = "upstream_port";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

  String fill(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
  }

  List<String> fill(List<String> texts) {
    return texts.stream().map(this::fill).toList();
  }

  /**
   * Finds a placeholder that has no value.
   *
   * @param known names that have a value
   * @return the first unknown name, or null if there is none
   */
  static @Nullable String findUnknown(String text, Set<String> known) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .filter(name -> !known.contains(name))
        .findFirst()
        .orElse(null);
  }
}
