package dev.firsttoken.proxy.config;

import dev.firsttoken.proxy.api.ChatDefaults;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.SyntheticOptions;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Origin;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The server's settings, read once at its start.
 *
 * @param host the address to listen on
 * @param port to listen on, 0 for a free one; Micronaut's own setting beats it
 * @param upstream {@code LLM_BASE_URL} without a slash at its end
 * @param syntheticOnly {@code LLM_MODEL} is synthetic and no {@code LLM_BASE_URL} is given: there
 *     is no upstream, and the server answers every request by itself, whatever its model
 * @param apiKey {@code LLM_API_KEY}; sent to {@code upstream} and shown to nobody
 * @param model {@code LLM_MODEL}; {@code synthetic} makes the server answer by itself
 * @param caFile {@code LLM_CA_FILE}, null for the JDK's own authorities
 * @param transport what moves the bytes
 * @param clientLimits what is let in, and for how long
 * @param upstreamLimits how long an upstream may take
 * @param breaker when an upstream is left alone
 * @param allowedUpstreams {@code ALLOWED_UPSTREAMS}: what a caller may choose; where it is empty, a
 *     server on loopback lets it choose any
 * @param allowPrivateUpstreams {@code ALLOW_PRIVATE_UPSTREAMS}: a caller's choice may lie in a
 *     private net
 * @param syntheticOptions the defaults of the synthetic stream
 * @param exitOnStdinEof {@code EXIT_ON_STDIN_EOF}: end with whoever holds the other end of stdin
 */
public record Configuration(
    String host,
    int port,
    URI upstream,
    boolean syntheticOnly,
    String apiKey,
    String model,
    @Nullable Path caFile,
    ServerTransport transport,
    ClientLimits clientLimits,
    UpstreamLimits upstreamLimits,
    BreakerSettings breaker,
    Set<Origin> allowedUpstreams,
    boolean allowPrivateUpstreams,
    SyntheticOptions syntheticOptions,
    boolean exitOnStdinEof) {

  /** Who reaches the server may spend its key: so beyond this machine only when it is said so. */
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * The settings out of environment variables; what is blank counts as absent.
   *
   * @throws IllegalArgumentException one sentence that names the variable, its value (but for the
   *     key) and what it may be
   */
  public static Configuration of(Map<String, String> environment) {
    EnvironmentReader reader = new EnvironmentReader(environment);
    String host = reader.text("FIRST_TOKEN_HOST", LOOPBACK);
    ClientLimits clientLimits = clientLimits(reader, host);
    return new Configuration(
        host,
        port("PORT", reader.text("PORT", "8080")),
        baseUrl(reader.text("LLM_BASE_URL", "http://localhost:1234/v1")),
        reader.text("LLM_BASE_URL") == null
            && reader.text("LLM_MODEL", "").equals(ChatRequest.SYNTHETIC),
        apiKey("LLM_API_KEY", reader.text("LLM_API_KEY", "lm-studio")),
        model(reader.text("LLM_MODEL", "openai/gpt-oss-120b")),
        caFile(reader.text("LLM_CA_FILE")),
        ServerTransport.select(reader.text("FIRST_TOKEN_TRANSPORT")),
        clientLimits,
        upstreamLimits(reader, clientLimits.maxInFlight()),
        breaker(reader),
        allowedUpstreams(reader),
        reader.flag("ALLOW_PRIVATE_UPSTREAMS"),
        SyntheticOptions.fromEnvironment(environment),
        reader.flag("EXIT_ON_STDIN_EOF"));
  }

  private static ClientLimits clientLimits(EnvironmentReader reader, String host) {
    String key = reader.text("PROXY_API_KEY");
    boolean loopback = isLoopback(host);
    if (key == null && !loopback) {
      throw new IllegalArgumentException(
          "FIRST_TOKEN_HOST=%s is beyond this machine's loopback: set PROXY_API_KEY, the key that callers have to send, or whoever reaches the server spends yours."
              .formatted(host));
    }
    Set<String> hosts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    hosts.addAll(reader.list("ALLOWED_HOSTS"));
    boolean anyHost = !loopback && hosts.isEmpty();
    hosts.addAll(List.of("localhost", "127.0.0.1", "[::1]", bracketed(host)));
    return new ClientLimits(
        reader.integer("MAX_IN_FLIGHT", 2000, 1, 1_000_000),
        reader.integer("MAX_CONNECTIONS", 10_000, 1, 1_000_000),
        reader.integer("MAX_BODY_BYTES", 10 * 1024 * 1024, 1, 1 << 30),
        new ClientLimits.Timeouts(
            reader.millis("HEAD_TIMEOUT_MS", 10_000),
            reader.millis("BODY_TIMEOUT_MS", 30_000),
            reader.millis("KEEP_ALIVE_MS", 75_000),
            reader.millis("WRITE_TIMEOUT_MS", 60_000),
            reader.millis("DRAIN_TIMEOUT_MS", 30_000)),
        key == null ? null : apiKey("PROXY_API_KEY", key),
        anyHost ? Set.of() : hosts);
  }

  private static UpstreamLimits upstreamLimits(EnvironmentReader reader, int inFlight) {
    return new UpstreamLimits(
        reader.millis("LLM_CONNECT_TIMEOUT_MS", 2000),
        reader.millis("LLM_POOL_TIMEOUT_MS", 1000),
        reader.millis("LLM_FIRST_TOKEN_TIMEOUT_MS", 120_000),
        reader.millis("LLM_IDLE_TIMEOUT_MS", 60_000),
        reader.millis("LLM_WHOLE_TIMEOUT_MS", 300_000),
        reader.millis("LLM_BACKSTOP_MS", 3_600_000),
        reader.millis("LLM_KEEP_ALIVE_MS", 4000),
        reader.integer("LLM_MAX_CONNECTIONS", inFlight, 1, 1_000_000));
  }

  private static BreakerSettings breaker(EnvironmentReader reader) {
    return new BreakerSettings(
        reader.integer("BREAKER_FAILURE_PERCENT", 50, 0, 100),
        reader.integer("BREAKER_MIN_REQUESTS", 20, 1, 1_000_000),
        reader.millis("BREAKER_WINDOW_MS", 10_000),
        reader.millis("BREAKER_OPEN_MS", 5000));
  }

  private static Set<Origin> allowedUpstreams(EnvironmentReader reader) {
    Set<Origin> origins = new HashSet<>();
    for (String item : reader.list("ALLOWED_UPSTREAMS")) {
      try {
        URI url = URI.create(item);
        origins.add(Origin.of(url));
        // A path would look as if it were a bound.
        if (!url.getRawPath().matches("/?") || url.getRawQuery() != null) {
          throw new IllegalArgumentException("it is more than an origin");
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "ALLOWED_UPSTREAMS must be origins like https://api.example.com, with commas between%s."
                .formatted(valueUnlessSecret(item)),
            e);
      }
    }
    return Set.copyOf(origins);
  }

  /** Whether nobody but this machine reaches the server. */
  public boolean isOnLoopback() {
    return isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(bare);
    try {
      return literal == null
          ? bare.equalsIgnoreCase("localhost")
          : InetAddress.getByAddress(literal).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** Whether the server answers by itself what names no model. */
  public boolean isSynthetic() {
    return model.equals(ChatRequest.SYNTHETIC);
  }

  /** What a chat request means where it doesn't say. */
  public ChatDefaults chatDefaults() {
    return new ChatDefaults(model, syntheticOptions, syntheticOnly);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Configuration[%s:%d, %s, %s, %s]"
        .formatted(host, port, upstream, model, transport.label());
  }

  public static int port(String name, String value) {
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
      if (uri.getRawQuery() != null || !uri.toString().equals(uri.toASCIIString())) {
        throw new IllegalArgumentException("it has a query, or is not ASCII");
      }
      return uri;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "LLM_BASE_URL must be http or https with a host, and no user, query or fragment, like"
              + " http://localhost:1234/v1%s.".formatted(valueUnlessSecret(value)),
          e);
    }
  }

  /** A wrong value, unless a password or a key may stand in it. */
  private static String valueUnlessSecret(String url) {
    return url.contains("@") || url.contains("?") ? "" : ", not \"" + url + "\"";
  }

  private static String apiKey(String name, String value) {
    if (value.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new IllegalArgumentException(
          name + " must be printable ASCII without blanks, as it goes into a header.");
    }
    return value;
  }

  private static String model(String value) {
    if (value.length() > ChatRequest.MAX_MODEL_LENGTH) {
      throw new IllegalArgumentException(
          "LLM_MODEL must be at most %d characters, not %d."
              .formatted(ChatRequest.MAX_MODEL_LENGTH, value.length()));
    }
    return value;
  }

  private static @Nullable Path caFile(@Nullable String value) {
    if (value == null) {
      return null;
    }
    Path file = Path.of(value);
    try {
      Dialer.clientSslContext(file);
      return file;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("LLM_CA_FILE: " + e.getMessage() + ".", e);
    }
  }
}
