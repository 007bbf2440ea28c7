package dev.firsttoken.proxy;

import dev.firsttoken.proxy.exchange.ChatDefaults;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Knobs;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Origin;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server's settings, read once at its start.
 *
 * @param host the address to listen on; Micronaut's own setting beats it
 * @param port to listen on, 0 for a free one; Micronaut's own setting beats it
 * @param upstream {@code LLM_BASE_URL} without a slash at its end
 * @param alone {@code LLM_MODEL} is synthetic and no {@code LLM_BASE_URL} is given: there is no
 *     upstream, and the server answers every request by itself, whatever its model
 * @param apiKey {@code LLM_API_KEY}; sent to {@code upstream} and shown to nobody
 * @param model {@code LLM_MODEL}; {@code synthetic} makes the server answer by itself
 * @param caFile {@code LLM_CA_FILE}, null for the JDK's own authorities
 * @param transport what moves the bytes
 * @param knobs the defaults of the synthetic stream
 */
public record Configuration(
    String host,
    int port,
    URI upstream,
    boolean alone,
    String apiKey,
    String model,
    @Nullable Path caFile,
    Transport transport,
    Knobs knobs) {

  /** Who reaches the server may spend its key: so beyond this machine only when it is said so. */
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * The settings out of environment variables; what is blank counts as absent.
   *
   * @throws IllegalArgumentException one sentence that names the variable, its value (but for the
   *     key) and what it may be
   */
  public static Configuration of(Map<String, String> environment) {
    return new Configuration(
        or(environment.get("FIRST_TOKEN_HOST"), LOOPBACK),
        port("PORT", or(environment.get("PORT"), "8080")),
        baseUrl(or(environment.get("LLM_BASE_URL"), "http://localhost:1234/v1")),
        or(environment.get("LLM_BASE_URL"), "").isEmpty()
            && or(environment.get("LLM_MODEL"), "").equals(ChatRequest.SYNTHETIC),
        apiKey(or(environment.get("LLM_API_KEY"), "lm-studio")),
        model(or(environment.get("LLM_MODEL"), "openai/gpt-oss-120b")),
        caFile(environment.get("LLM_CA_FILE")),
        Transport.of(environment.get("FIRST_TOKEN_TRANSPORT")),
        Knobs.defaults(environment));
  }

  /** Whether the server answers by itself what names no model. */
  public boolean synthetic() {
    return model.equals(ChatRequest.SYNTHETIC);
  }

  /** What a chat request means where it doesn't say. */
  public ChatDefaults chatDefaults() {
    return new ChatDefaults(model, knobs, alone);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Configuration[%s:%d, %s, %s, %s]"
        .formatted(host, port, upstream, model, transport.label());
  }

  static int port(String name, String value) {
    try {
      int port = Integer.parseInt(value.strip());
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new IllegalArgumentException(
        "%s must be an integer from 0 to 65535, 0 for a free one, not \"%s\"."
            .formatted(name, value));
  }

  private static URI baseUrl(String value) {
    try {
      URI uri = URI.create(value.strip().replaceFirst("/+$", ""));
      Origin.of(uri);
      if (uri.getRawQuery() != null) {
        throw new IllegalArgumentException("it has a query");
      }
      return uri;
    } catch (IllegalArgumentException e) {
      // What has an @ may have a password in front of it.
      throw new IllegalArgumentException(
          "LLM_BASE_URL must be http or https with a host, and no user, query or fragment, like"
              + " http://localhost:1234/v1%s."
                  .formatted(value.contains("@") ? "" : ", not \"" + value + "\""),
          e);
    }
  }

  private static String apiKey(String value) {
    if (value.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new IllegalArgumentException(
          "LLM_API_KEY must be printable ASCII without blanks, as it goes into a header.");
    }
    return value;
  }

  private static String model(String value) {
    if (value.length() > ChatRequest.LONGEST_MODEL) {
      throw new IllegalArgumentException(
          "LLM_MODEL must be at most %d characters, not %d."
              .formatted(ChatRequest.LONGEST_MODEL, value.length()));
    }
    return value;
  }

  private static @Nullable Path caFile(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    Path file = Path.of(value);
    try {
      Dialer.trusting(file);
      return file;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("LLM_CA_FILE: " + e.getMessage() + ".", e);
    }
  }

  private static String or(@Nullable String value, String fallback) {
    return value == null || value.isBlank() ? fallback : value.strip();
  }
}
