package dev.firsttoken.proxy.config;

import dev.firsttoken.proxy.api.IntRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed reader of environment variables. A blank variable counts as unset. */
record EnvironmentReader(Map<String, String> environment) {
  private static final int MAX_MILLIS = 86_400_000;

  /** Stands for what could not be decoded. */
  private static final char REPLACEMENT_CHARACTER = '\uFFFD';

  /**
   * Reads a text.
   *
   * @return the stripped value, or null if the variable is unset
   * @throws IllegalArgumentException if the JVM has replaced bytes of the value that it could not
   *     decode
   */
  @Nullable String text(String name) {
    String value = environment.get(name);
    if (value != null && value.indexOf(REPLACEMENT_CHARACTER) >= 0) {
      throw new IllegalArgumentException(
          "%s contains bytes that are not valid in %s. Start the proxy in a UTF-8 locale, such as LC_ALL=C.UTF-8."
              .formatted(name, System.getProperty("sun.jnu.encoding")));
    }
    return value == null || value.isBlank() ? null : value.strip();
  }

  String text(String name, String defaultValue) {
    String value = text(name);
    return value == null ? defaultValue : value;
  }

  /**
   * Reads an integer.
   *
   * @throws IllegalArgumentException naming the variable, its range and its value
   */
  int integer(IntRange range, int defaultValue) {
    String value = text(range.name());
    return value == null ? defaultValue : parse(range, value);
  }

  /** Parses an integer of a setting, see {@link #integer}. */
  static int parse(IntRange range, String value) {
    return range
        .parse(value)
        .orElseThrow(() -> new IllegalArgumentException(range.parseError(value)));
  }

  /** Reads a time from 1 ms to one day, in whole milliseconds. */
  Duration millis(String name, int defaultMillis) {
    return Duration.ofMillis(integer(new IntRange(name, 1, MAX_MILLIS), defaultMillis));
  }

  /** Reads {@code true} or {@code false}; unset is false. */
  boolean flag(String name) {
    return switch (text(name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "%s must be true or false, not \"%s\".".formatted(name, environment.get(name)));
    };
  }

  /** Reads comma-separated items and drops empty ones. */
  List<String> list(String name) {
    return Arrays.stream(text(name, "").split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** Leaves out the values, some of which are keys. */
  @Override
  public String toString() {
    return "EnvironmentReader" + environment.keySet();
  }
}
