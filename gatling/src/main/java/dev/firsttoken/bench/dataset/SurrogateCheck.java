package dev.firsttoken.bench.dataset;

import org.jspecify.annotations.Nullable;

/**
 * Check of text for unpaired surrogates, halves of a character beyond U+FFFF. JSON can escape one
 * alone, as in {@code "a\ud800b"}, but UTF-8 has none, so a question mark would be sent instead.
 */
final class SurrogateCheck {
  private static final int ESCAPE_LENGTH = 6;

  private SurrogateCheck() {}

  /** Returns the fault of a record, to follow its place, or null if it has none. */
  static @Nullable String inJson(String json) {
    return describe(findInJson(json));
  }

  /** Returns the fault of a decoded text, to follow its place, or null if it has none. */
  static @Nullable String inText(String text) {
    return describe(findInText(text));
  }

  private static @Nullable String describe(String escape) {
    return escape.isEmpty()
        ? null
        : "has %s, half of a surrogate pair, which UTF-8 can't encode; write both halves or neither"
            .formatted(escape);
  }

  /**
   * Finds the first unpaired surrogate among the escapes of JSON.
   *
   * @return the escape as written in the JSON, or an empty string if every surrogate has its pair
   */
  private static String findInJson(String json) {
    int high = -1;
    for (int at = json.indexOf('\\'); at >= 0; at = json.indexOf('\\', at)) {
      int unit = unit(json, at);
      boolean isPair = high >= 0 && at == high + ESCAPE_LENGTH && isLow(unit);
      if (!isPair && high >= 0) {
        return escape(json, high);
      }
      if (!isPair && isLow(unit)) {
        return escape(json, at);
      }
      high = isHigh(unit) ? at : -1;
      at += unit < 0 ? 2 : ESCAPE_LENGTH;
    }
    return high < 0 ? "" : escape(json, high);
  }

  /**
   * Finds the first unpaired surrogate of a decoded text.
   *
   * @return its escape, or an empty text if there is none
   */
  private static String findInText(String text) {
    return text.codePoints()
        .filter(point -> point <= Character.MAX_VALUE && Character.isSurrogate((char) point))
        .mapToObj("\\u%04x"::formatted)
        .findFirst()
        .orElse("");
  }

  /** Returns the UTF-16 unit of an escape, or -1 if it is none of four digits. */
  private static int unit(String json, int at) {
    int end = at + ESCAPE_LENGTH;
    if (end > json.length() || json.charAt(at + 1) != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < end; i++) {
      int digit = Character.digit(json.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      unit = 16 * unit + digit;
    }
    return unit;
  }

  private static boolean isHigh(int unit) {
    return unit >= Character.MIN_HIGH_SURROGATE && unit <= Character.MAX_HIGH_SURROGATE;
  }

  private static boolean isLow(int unit) {
    return unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE;
  }

  private static String escape(String json, int at) {
    return json.substring(at, at + ESCAPE_LENGTH);
  }
}
