package dev.firsttoken.bench.options;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Removal of secrets from texts that are shown or written to a file. */
public final class KeyRedaction {
  /** In characters: a shorter part of a key reveals nothing. */
  private static final int MIN_REDACTED_LENGTH = 4;

  /** Variable of a target, up to the next one. Its value may be a secret, but not in SYN_*. */
  private static final Pattern SECRET_VARIABLE =
      Pattern.compile("(:(?!SYN_)[^=:,/]+)=.*?(?=:[^=:,/]+=|,|$)");

  private KeyRedaction() {}

  /** Replaces the secret in the value of a setting. */
  static String redact(Setting key, String value) {
    return switch (key) {
      case API_KEY -> "(given)";
      case TARGETS -> redactTargets(value);
      default -> value;
    };
  }

  /** Replaces the values of variables in a list of targets, except those of SYN_*. */
  public static String redactTargets(String targets) {
    return SECRET_VARIABLE.matcher(targets).replaceAll("$1=(given)");
  }

  /**
   * Replaces a key that a server may have repeated, and each part of it that an excerpt may end in.
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
