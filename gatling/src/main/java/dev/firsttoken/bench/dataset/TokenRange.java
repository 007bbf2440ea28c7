package dev.firsttoken.bench.dataset;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Valid lengths of responses.
 *
 * @param min smallest one
 * @param max largest one
 */
public record TokenRange(long min, long max) {

  /** Returns the length, or null if the text is not one of the range. */
  @Nullable Integer parse(String text) {
    try {
      int tokens = Integer.parseInt(text.strip());
      return min <= tokens && tokens <= max ? tokens : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Description that follows the name of a value. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "must be a whole number from %,d to %,d", min, max);
  }
}
