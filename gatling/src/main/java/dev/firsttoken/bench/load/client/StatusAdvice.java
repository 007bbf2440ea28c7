package dev.firsttoken.bench.load.client;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Advice to the user about the status of a response. */
public final class StatusAdvice {
  /** Default of {@code --path}: First Token's own route, which other servers do not have. */
  private static final String OWN_PATH = "/api/chat/completions";

  /**
   * Name of the limit that a server asks for, as in "Use 'max_completion_tokens' instead." Not that
   * of "Do not use max_tokens".
   */
  private static final Pattern LIMIT_TO_USE =
      Pattern.compile(
          "(?<!(?i:not|n['’]t|never)\\s{1,3})(?i:\\buse)\\W+"
              + "(max_(?:completion_|output_)?tokens)\\b");

  private StatusAdvice() {}

  /**
   * Means by which what was sent can be changed.
   *
   * @param keySource what the key of the request was given by, in words, or null without a key
   * @param modelSource what its model was given by, in words
   * @param url URL of the request
   */
  public record Sent(@Nullable String keySource, String modelSource, String url) {
    private static final String FLAG = "--model";

    /** Creates those of a request whose model a flag decides. */
    public static Sent withModelFlag(@Nullable String keySource, String url) {
      return new Sent(keySource, FLAG, url);
    }

    /** Creates those of a request whose line may name its model, which the flag would replace. */
    static Sent withOwnModel(@Nullable String keySource, String url) {
      return new Sent(keySource, "the models that the lines of the file name", url);
    }
  }

  /**
   * Returns the advice as a sentence without its full stop.
   *
   * @param message the server's own words
   * @return the advice, or null if the status needs none
   */
  public static @Nullable String find(int status, Sent sent, String message) {
    return switch (status) {
      case 400, 422 -> adviseOnLimit(message);
      case 401, 403 ->
          sent.keySource() == null
              ? "No key was sent: give the server's key in LLM_API_KEY or --api-key"
              : "The server refused the key that was sent: check " + sent.keySource();
      case 404, 405 -> adviseOnUrl(sent, message);
      default -> null;
    };
  }

  private static @Nullable String adviseOnLimit(String message) {
    Matcher limit = LIMIT_TO_USE.matcher(message);
    return limit.find()
        ? "Send the limit under that name: --max-tokens-field=" + limit.group(1)
        : null;
  }

  private static String adviseOnUrl(Sent sent, String message) {
    if (message.toLowerCase(Locale.ROOT).contains("model")) {
      return "Check " + sent.modelSource();
    }
    String url = sent.url();
    return url.endsWith(OWN_PATH)
        ? "Most servers take chat requests below /v1: did you mean --base-url=%s/v1?"
            .formatted(url.substring(0, url.length() - OWN_PATH.length()))
        : "Check --base-url, which ends in /v1 at most servers, and " + sent.modelSource();
  }
}
