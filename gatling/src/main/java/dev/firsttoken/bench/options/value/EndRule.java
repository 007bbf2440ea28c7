package dev.firsttoken.bench.options.value;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Ending that makes a stream a complete one. */
public enum EndRule {
  /** The last event of the API, such as {@code [DONE]}. */
  DONE,
  /** The same, or a clean end of the response after a finish reason. */
  FINISH;

  /**
   * Finds a rule by its name.
   *
   * @throws IllegalArgumentException with the valid names, if there is none of that name
   */
  public static EndRule parse(String text) {
    return Arrays.stream(values())
        .filter(rule -> rule.label().equals(text))
        .findAny()
        .orElseThrow(
            () -> new IllegalArgumentException("must be " + String.join(" or ", labels())));
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(EndRule::label).toList();
  }

  /** Name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
