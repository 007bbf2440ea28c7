package dev.firsttoken.bench.compare;

import static java.util.Objects.requireNonNullElse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Options of a comparison.
 *
 * @param reference target that all others are compared with
 * @param resolve difference that the rounds are planned for, or null if their number is given
 * @param expectations order of targets that is expected, in the order given
 */
public record CompareSettings(
    CompareMode mode, String reference, @Nullable Resolve resolve, List<Expectation> expectations) {
  /** Characters of a value that a message repeats. */
  private static final int MAX_SHOWN = 200;

  public CompareSettings {
    expectations = List.copyOf(expectations);
  }

  /**
   * Reads the settings from recorded options.
   *
   * @param targets names of the targets, at least one
   * @throws IllegalArgumentException one sentence: the flag, its value, and what was expected
   */
  public static CompareSettings parse(Map<String, Object> options, List<String> targets) {
    CompareMode mode =
        requireNonNullElse(
            parse(options, "mode", CompareSettings::parseMode), CompareMode.SYNTHETIC);
    return new CompareSettings(
        mode,
        requireNonNullElse(
            parse(options, "reference", name -> parseReference(name, targets)),
            first(mode, targets)),
        parse(options, "resolve", text -> Resolve.parse(text, mode)),
        requireNonNullElse(
            parse(options, "expect", text -> ExpectationParser.parse(text, targets)), List.of()));
  }

  private static <T> @Nullable T parse(
      Map<String, Object> options, String flag, Function<String, T> parser) {
    Object value = options.get(flag);
    if (value == null) {
      return null;
    }
    try {
      return parser.apply(value.toString());
    } catch (IllegalArgumentException e) {
      String shown = value.toString();
      throw new IllegalArgumentException(
          "--%s=%s: %s"
              .formatted(
                  flag,
                  shown.length() > MAX_SHOWN ? shown.substring(0, MAX_SHOWN) + "…" : shown,
                  e.getMessage()),
          e);
    }
  }

  private static CompareMode parseMode(String label) {
    return Arrays.stream(CompareMode.values())
        .filter(mode -> mode.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be synthetic, relay or micro"));
  }

  private static String parseReference(String name, List<String> targets) {
    if (!targets.contains(name)) {
      throw new IllegalArgumentException("must be a target: " + String.join(", ", targets));
    }
    return name;
  }

  private static String first(CompareMode mode, List<String> targets) {
    return targets.stream()
        .filter(name -> !mode.isDirect(name))
        .findFirst()
        .orElse(targets.getFirst());
  }
}
