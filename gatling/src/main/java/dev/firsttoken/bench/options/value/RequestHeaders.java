package dev.firsttoken.bench.options.value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Headers that the user adds to every request. Their values are never shown.
 *
 * @param headers in the order in which they are sent
 */
public record RequestHeaders(List<Header> headers) {
  /** No further headers. */
  public static final RequestHeaders NONE = new RequestHeaders(List.of());

  /** Stands in place of a value wherever a header is shown. */
  public static final String GIVEN = "(given)";

  private static final int MAX_HEADERS = 100;
  private static final int MAX_CHARACTERS = 16 << 10;

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  /** Text of a value besides its variables, if it may be shown: the scheme of a credential. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z]+ )?");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          ".*(auth|key|token|secret|passw|cookie|credential|signature|session).*",
          Pattern.CASE_INSENSITIVE);

  /** Names of secret headers that tell requests, sessions or caches apart, and let no one in. */
  private static final Pattern IDENTIFIER_NAME =
      Pattern.compile(
          ".*(idempoten|session|cache|affinity|routing|partition|shard).*",
          Pattern.CASE_INSENSITIVE);

  /** Headers that frame the message or the connection, each with the reason that it is refused. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("host", "it follows from the URL"),
          Map.entry("content-length", "it follows from the body"),
          Map.entry("transfer-encoding", "the bench frames its requests itself"),
          Map.entry("connection", "use --no-keep-alive for a connection per request"),
          Map.entry("keep-alive", "use --no-keep-alive for a connection per request"),
          Map.entry("proxy-connection", "the bench connects directly"),
          Map.entry("te", "the bench frames its requests itself"),
          Map.entry("trailer", "the bench frames its requests itself"),
          Map.entry("upgrade", "the bench speaks HTTP/1.1"),
          Map.entry("expect", "the bench sends headers and body together"),
          Map.entry("accept-encoding", "the bench reads responses as they are"));

  /** Headers of which a message has at most one. */
  private static final Set<String> SINGLE =
      Set.of("authorization", "content-type", "user-agent", "accept");

  /** One header line. */
  public record Header(String name, String value) {
    /** Returns true if such a header usually carries a credential. */
    public boolean isSecret() {
      return RequestHeaders.isSecret(name);
    }

    /** Returns true if a server may refuse a request because of this header. */
    public boolean isCredential() {
      return RequestHeaders.isCredential(name);
    }

    /** Returns the name alone. */
    @Override
    public String toString() {
      return name + ": " + GIVEN;
    }
  }

  public RequestHeaders {
    headers = List.copyOf(headers);
  }

  /**
   * Parses header lines, with the values of the variables in them.
   *
   * @param lines lines like {@code name: value}, in which <code>${NAME}</code> stands for a
   *     variable of the environment
   * @param environment returns the value of a variable, or null if it is not set
   * @throws IllegalArgumentException with the reason and the header's name, but not its value
   */
  public static RequestHeaders parse(String lines, Function<String, @Nullable String> environment) {
    List<Header> headers = new ArrayList<>();
    for (String line : lines.split("\n", -1)) {
      Header header = parseLine(line, environment);
      String name = header.name().toLowerCase(Locale.ROOT);
      if (SINGLE.contains(name)
          && headers.stream().anyMatch(other -> other.name().equalsIgnoreCase(name))) {
        throw new IllegalArgumentException("has %s twice".formatted(header.name()));
      }
      headers.add(header);
    }
    int characters =
        headers.stream().mapToInt(each -> each.name().length() + each.value().length()).sum();
    if (headers.size() > MAX_HEADERS || characters > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "%,d headers of %,d characters are too many; the maximum is %,d of %,d"
              .formatted(headers.size(), characters, MAX_HEADERS, MAX_CHARACTERS));
    }
    return new RequestHeaders(headers);
  }

  private static Header parseLine(String line, Function<String, @Nullable String> environment) {
    String name = nameOf(line);
    if (name == null) {
      throw new IllegalArgumentException("must be a name, a colon and a value");
    }
    String refusal = REFUSED.get(name.toLowerCase(Locale.ROOT));
    if (refusal != null) {
      throw new IllegalArgumentException("%s can't be set: %s".formatted(name, refusal));
    }
    String value = insertVariables(name, valueOf(line), environment).strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException("%s has no value".formatted(name));
    }
    if (!value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t')) {
      throw new IllegalArgumentException(
          "the value of %s must be visible ASCII, spaces and tabs".formatted(name));
    }
    return new Header(name, value);
  }

  private static String insertVariables(
      String name, String value, Function<String, @Nullable String> environment) {
    return VARIABLE
        .matcher(value)
        .replaceAll(
            variable -> {
              String text = environment.apply(variable.group(1));
              if (text == null || text.isBlank()) {
                throw new IllegalArgumentException(
                    "%s needs the variable %s, which is not set"
                        .formatted(name, variable.group(1)));
              }
              return Matcher.quoteReplacement(text.strip());
            });
  }

  /** Returns the name of a header line, or null if it has no valid one. */
  private static @Nullable String nameOf(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon).strip();
    return NAME.matcher(name).matches() ? name : null;
  }

  private static String valueOf(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  /** Returns true if a header of this name usually carries a credential. */
  public static boolean isSecret(String name) {
    return SECRET_NAME.matcher(name).matches();
  }

  /** Returns true if a header of this name usually lets its sender in. */
  public static boolean isCredential(String name) {
    return isSecret(name) && !IDENTIFIER_NAME.matcher(name).matches();
  }

  /**
   * Returns lines that may be shown: values are replaced, except for variables, which stay as they
   * were typed.
   */
  public static String redact(String lines) {
    return lines.lines().map(RequestHeaders::redactLine).collect(Collectors.joining("\n"));
  }

  private static String redactLine(String line) {
    String name = nameOf(line);
    if (name == null) {
      return GIVEN;
    }
    String value = valueOf(line);
    Matcher variables = VARIABLE.matcher(value);
    boolean isTypedFreely =
        !variables.find() || !SCHEME.matcher(variables.replaceAll("")).matches();
    return name + ": " + (isTypedFreely ? GIVEN : value);
  }

  /**
   * Adds lines to others. Each takes the place of the next one with the same name, so that a run
   * that is repeated with its secrets sends its headers in the same order. A line without another
   * in its place is dropped if others with its name are given, unless its value was left out: that
   * has to be asked for.
   *
   * @param base lines, such as those of a file
   * @param lines lines that win, such as those of flags
   */
  public static String override(String base, String lines) {
    Map<String, Deque<String>> given = new LinkedHashMap<>();
    lines
        .lines()
        .forEach(line -> given.computeIfAbsent(key(line), k -> new ArrayDeque<>()).add(line));
    List<String> all = new ArrayList<>();
    for (String line : base.lines().toList()) {
      Deque<String> instead = given.get(key(line));
      String next = instead == null ? line : instead.poll();
      if (next != null) {
        all.add(next);
      } else if (line.endsWith(GIVEN)) {
        all.add(line);
      }
    }
    given.values().forEach(all::addAll);
    return String.join("\n", all);
  }

  private static String key(String line) {
    return String.valueOf(nameOf(line)).toLowerCase(Locale.ROOT);
  }

  /** Returns the same headers without those that usually carry a credential. */
  public RequestHeaders withoutSecrets() {
    return new RequestHeaders(headers.stream().filter(header -> !header.isSecret()).toList());
  }

  /** Returns the values of the headers that usually carry a credential. */
  public List<String> secrets() {
    return headers.stream()
        .filter(Header::isSecret)
        .map(header -> header.value().replaceFirst("(?i)^(bearer|basic|token) +", ""))
        .toList();
  }

  /** Returns true if there is a header of this name. */
  public boolean has(String name) {
    return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
  }
}
