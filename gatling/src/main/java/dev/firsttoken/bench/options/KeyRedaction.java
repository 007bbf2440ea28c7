package dev.firsttoken.bench.options;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Removal of secrets from what the bench shows: an API key, also in the words of a server. */
public final class KeyRedaction {
  /** In characters: a shorter part of a key reveals nothing. */
  private static final int MIN_REDACTED_LENGTH = 4;

  /** Stands for a secret that the user gave. */
  static final String GIVEN = "(given)";

  /** Variable of a target, up to the next one. Its value may be a secret, but not in SYN_*. */
  private static final Pattern SECRET_VARIABLE =
      Pattern.compile("(:(?!SYN_)[^=:,/]+)=.*?(?=:[^=:,/]+=|,|$)");

  private KeyRedaction() {}

  /** Replaces the values of variables in a list of targets. */
  static String redactVariables(String targets) {
    return SECRET_VARIABLE.matcher(targets).replaceAll("$1=" + GIVEN);
  }

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
