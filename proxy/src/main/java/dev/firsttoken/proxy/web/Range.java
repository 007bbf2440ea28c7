package dev.firsttoken.proxy.web;

import dev.firsttoken.proxy.exchange.ChatError;
import org.jspecify.annotations.Nullable;

/** An integer of a query: its name and what it may be. */
record Range(String name, int least, int most) {
  /**
   * The value, or the fallback where there is none.
   *
   * @throws ChatError 400 with name, value and range
   */
  int read(@Nullable String value, int fallback) {
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
    String brief = value.length() <= 40 ? value : value.substring(0, 40) + "...";
    throw ChatError.badRequest(
        name,
        "%s must be an integer from %d to %d, not \"%s\".".formatted(name, least, most, brief));
  }
}
