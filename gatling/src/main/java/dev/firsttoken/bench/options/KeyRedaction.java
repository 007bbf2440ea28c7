package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.RequestHeaders;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Removal of secrets from texts that are shown or written to a file. */
public final class KeyRedaction {
  /** In characters: a shorter key, or part of one, reveals nothing and may stand in any text. */
  private static final int MIN_REDACTED_LENGTH = 4;

  /** Variable of a target, up to the next one. Its value may be a secret, but not in SYN_*. */
  private static final Pattern SECRET_VARIABLE =
      Pattern.compile("(:(?!SYN_)[^=:,/]+)=.*?(?=:[^=:,/]+=|,|$)");

  /** Parameter of a query that usually carries a credential, with its value. */
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "(?i)((?:^|[?&])(?:(?:[^=&#]*[-_])?(?:api)?key|[^=&#]*(?:accesskey|subscriptionkey)"
              + "|[^=&#]*(?:token|secret|credential|signature)|passw(?:or)?d|sig|auth|code|jwt)=)"
              + "([^&#]*)");

  /** Returns true if a value is long enough to be a secret. */
  static boolean canBeSecret(String value) {
    return value.length() >= MIN_REDACTED_LENGTH;
  }

  /** Stands in place of a secret. */
  static final String GIVEN = RequestHeaders.GIVEN;

  private KeyRedaction() {}

  /** Replaces the secret in the value of a setting. */
  static String redact(Setting key, String value) {
    return switch (key) {
      case API_KEY -> GIVEN;
      case HEADER -> RequestHeaders.redact(value);
      case TARGETS -> redactQuery(redactTargets(value));
      case BASE_URL, PATH, URL, SCRAPE -> redactQuery(value);
      default -> value;
    };
  }

  /** Replaces the values of variables in a list of targets, except those of SYN_*. */
  public static String redactTargets(String targets) {
    return SECRET_VARIABLE.matcher(targets).replaceAll("$1=(given)");
  }

  /** Replaces the values of the parameters of a query that usually carry a credential. */
  public static String redactQuery(String urlOrPath) {
    return SECRET_PARAMETER.matcher(urlOrPath).replaceAll("$1" + GIVEN);
  }

  /** Returns the values that {@link #redactQuery} replaces. */
  static List<String> querySecrets(@Nullable String query) {
    return query == null
        ? List.of()
        : SECRET_PARAMETER
            .matcher(query)
            .results()
            .map(parameter -> parameter.group(2))
            .filter(value -> !value.isEmpty())
            .toList();
  }

  /** Replaces all keys that a server may have repeated. */
  public static String redact(List<String> secrets, String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redact(secret, redacted);
    }
    return redacted;
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
    for (int length = apiKey.length(); length >= MIN_REDACTED_LENGTH; length--) {
      redacted = redacted.replace(apiKey.substring(0, length), "***");
    }
    return redacted;
  }
}
