package dev.firsttoken.proxy.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Environment variables, each read with what it may be. What is blank counts as absent. */
record EnvironmentReader(Map<String, String> environment) {
  /** The value, stripped; null where there is none. */
  @Nullable String text(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  String text(String name, String defaultValue) {
    String value = text(name);
    return value == null ? defaultValue : value;
  }

  /**
   * An integer.
   *
   * @throws IllegalArgumentException naming the variable, its range and its value
   */
  int integer(String name, int defaultValue, int min, int max) {
    String value = text(name);
    if (value == null) {
      return defaultValue;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new IllegalArgumentException(
        "%s must be an integer from %d to %d, not \"%s\".".formatted(name, min, max, value));
  }

  /** A time in whole milliseconds, at most a day. */
  Duration millis(String name, int defaultValue) {
    return Duration.ofMillis(integer(name, defaultValue, 1, 86_400_000));
  }

  boolean flag(String name) {
    return switch (text(name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "%s must be true or false, not \"%s\".".formatted(name, environment.get(name)));
    };
  }

  /** What stands between commas. */
  List<String> list(String name) {
    return Arrays.stream(text(name, "").split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** Keys stand among the values. */
  @Override
  public String toString() {
    return "Settings" + environment.keySet();
  }
}
