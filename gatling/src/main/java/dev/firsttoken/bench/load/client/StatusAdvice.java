package dev.firsttoken.bench.load.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the user can do about the status of a response. */
public final class StatusAdvice {
  /** Default of {@code --path}: First Token's own route, which other servers do not have. */
  private static final String OWN_PATH = "/api/chat/completions";

  private StatusAdvice() {}

  /**
   * Returns the advice as a sentence without its full stop.
   *
   * @param keySource what the key of the request was given by, in words, or null without a key
   * @param url URL of the request
   * @param message the server's own words
   * @return the advice, or null if the status needs none
   */
  public static @Nullable String find(
      int status, @Nullable String keySource, String url, String message) {
    return switch (status) {
      case 401, 403 ->
          keySource == null
              ? "No key was sent: give the server's key in LLM_API_KEY or --api-key"
              : "The server refused the key that was sent: check " + keySource;
      case 404, 405 -> adviseOnUrl(url, message);
      default -> null;
    };
  }

  private static @Nullable String adviseOnUrl(String url, String message) {
    if (message.toLowerCase(Locale.ROOT).contains("model")) {
      return "Check --model";
    }
    return url.endsWith(OWN_PATH)
        ? "Most servers take chat requests below /v1: did you mean --base-url=%s/v1?"
            .formatted(url.substring(0, url.length() - OWN_PATH.length()))
        : "Check --base-url, which ends in /v1 at most servers, and --model";
  }
}
