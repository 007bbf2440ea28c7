package dev.firsttoken.proxy.endpoints;

import dev.firsttoken.proxy.api.ApiError;
import org.jspecify.annotations.Nullable;

/** An integer of a query: its name and what it may be. */
record QueryRange(String name, int min, int max) {
  /**
   * The value, or the fallback where there is none.
   *
   * @throws ApiError 400 with name, value and range
   */
  int parse(@Nullable String value, int defaultValue) {
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
    String brief = value.length() <= 40 ? value : value.substring(0, 40) + "...";
    throw ApiError.badRequest(
        name, "%s must be an integer from %d to %d, not \"%s\".".formatted(name, min, max, brief));
  }
}
