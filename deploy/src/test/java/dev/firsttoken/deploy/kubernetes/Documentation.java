package dev.firsttoken.deploy.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands and names in the pages of docs that must fit the manifests. */
final class Documentation {
  private static final Path FOLDER = Path.of("..", "docs");
  private static final Pattern SETTING =
      Pattern.compile("^\\| `([A-Z][A-Z0-9_]+)` \\| `?([^`|]*?)`? \\|", Pattern.MULTILINE);
  private static final Pattern METRIC = Pattern.compile("`(chat_[a-z_]+)`");
  private static final Pattern LINE_CONTINUED = Pattern.compile("\\\\\n\\s*");
  private static final Pattern LITERAL = Pattern.compile("--from-literal=(\\w+)=");
  private static final Pattern ENV_FILE = Pattern.compile("--from-env-file=(\\S+)");
  private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=");

  private Documentation() {}

  static String read(String page) {
    try {
      return Files.readString(FOLDER.resolve(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Environment variables that the proxy reads, with their defaults as documented. */
  static Map<String, String> proxySettings() {
    return SETTING
        .matcher(read("configuration.md"))
        .results()
        .collect(
            Collectors.toMap(
                match -> match.group(1),
                match -> match.group(2),
                (first, second) -> first,
                LinkedHashMap::new));
  }

  static Set<String> metrics() {
    return METRIC
        .matcher(read("metrics.md"))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  /** Pages with commands for a cluster, each command on one line. */
  static String commands() {
    return LINE_CONTINUED.matcher(read("kubernetes.md") + read("scaling.md")).replaceAll("");
  }

  /**
   * Objects that the reader creates by {@code kubectl create}: names, and the keys of each.
   *
   * @param kind {@code secret generic} or {@code configmap}
   */
  static Map<String, Set<String>> created(String kind) {
    return Pattern.compile("^kubectl create " + kind + " (\\S+)(.*)$", Pattern.MULTILINE)
        .matcher(commands())
        .results()
        .collect(Collectors.toMap(match -> match.group(1), Documentation::keys));
  }

  private static Set<String> keys(MatchResult command) {
    Stream<MatchResult> literals = LITERAL.matcher(command.group(2)).results();
    Stream<MatchResult> lines =
        ENV_FILE
            .matcher(command.group(2))
            .results()
            .flatMap(file -> VARIABLE.matcher(commandThatWrites(file.group(1))).results());
    return Stream.concat(literals, lines).map(match -> match.group(1)).collect(Collectors.toSet());
  }

  private static String commandThatWrites(String file) {
    return commands().lines().filter(line -> line.contains("> " + file)).findFirst().orElse("");
  }
}
