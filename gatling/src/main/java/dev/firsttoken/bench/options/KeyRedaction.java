package dev.firsttoken.bench.options;

import org.jspecify.annotations.Nullable;

/** Removal of an API key from texts that a server wrote, in case it repeats the key. */
public final class KeyRedaction {
  /** In characters: a shorter part of a key reveals nothing. */
  private static final int MIN_REDACTED_LENGTH = 4;

  private KeyRedaction() {}

  /**
   * Replaces the key, and each part of it that an excerpt may end in.
   *
   * @param apiKey the key, or null if there is none
   */
  public static String redact(@Nullable String apiKey, String text) {
    if (apiKey == null) {
      return text;
    }
    String redacted = text;
    for (int length = apiKey.length();
        length >= Math.min(MIN_REDACTED_LENGTH, apiKey.length());
        length--) {
      redacted = redacted.replace(apiKey.substring(0, length), "***");
    }
    return redacted;
  }
}
