package dev.firsttoken.bench.baselines;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** CPU time in a line of the shell's {@code times}: {@code 0m1.52s 0m0.31s}. */
final class ShellTimes {
  /** Shells print the fraction with two to six digits, and some by the locale with a comma. */
  private static final String TIME = "(\\d{1,9})m(\\d{1,2})[.,](\\d{1,9})s";

  private static final Pattern LINE = Pattern.compile(TIME + " " + TIME);
  private static final int NANO_DIGITS = 9;

  private ShellTimes() {}

  /** Returns user and system time together, or null if the line is none of {@code times}. */
  static @Nullable Duration parse(@Nullable String line) {
    Matcher matcher = LINE.matcher(line == null ? "" : line.strip());
    return matcher.matches() ? time(matcher, 1).plus(time(matcher, 4)) : null;
  }

  private static Duration time(Matcher matcher, int group) {
    String fraction = matcher.group(group + 2);
    return Duration.ofMinutes(Long.parseLong(matcher.group(group)))
        .plusSeconds(Long.parseLong(matcher.group(group + 1)))
        .plusNanos(Long.parseLong(fraction + "0".repeat(NANO_DIGITS - fraction.length())));
  }
}
