package dev.firsttoken.proxy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Environment variables, each read with what it may be. What is blank counts as absent. */
record Settings(Map<String, String> environment) {
  /** The value, stripped; null where there is none. */
  @Nullable String text(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  String text(String name, String fallback) {
    String value = text(name);
    return value == null ? fallback : value;
  }

  /**
   * An integer.
   *
   * @throws IllegalArgumentException naming the variable, its range and its value
   */
  int number(String name, int fallback, int least, int most) {
    String value = text(name);
    if (value == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new IllegalArgumentException(
        "%s must be an integer from %d to %d, not \"%s\".".formatted(name, least, most, value));
  }

  /** A time in whole milliseconds, at most a day. */
  Duration millis(String name, int fallback) {
    return Duration.ofMillis(number(name, fallback, 1, 86_400_000));
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
