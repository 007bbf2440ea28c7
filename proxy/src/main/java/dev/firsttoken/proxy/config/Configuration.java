package dev.firsttoken.proxy.config;

import dev.firsttoken.proxy.api.ChatDefaults;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.IntRange;
import dev.firsttoken.proxy.api.SyntheticOptions;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Origin;
import io.netty.util.NetUtil;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the server, read once at its start.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one; {@code micronaut.server.port} overrides it
 * @param upstream {@code LLM_BASE_URL} without a slash at its end
 * @param syntheticOnly true if {@code LLM_MODEL} is synthetic and {@code LLM_BASE_URL} is unset:
 *     without an upstream, every request gets a synthetic response, whatever its model
 * @param apiKey {@code LLM_API_KEY}; sent to {@code upstream} and never shown
 * @param model {@code LLM_MODEL}, or null to use what the upstream lists; {@code synthetic} makes
 *     the server generate responses itself
 * @param caFile {@code LLM_CA_FILE}, or null to trust the JDK's authorities
 * @param transport Netty transport of the server
 * @param clientLimits limits of clients
 * @param upstreamLimits limits of each upstream
 * @param breaker settings of each upstream's circuit breaker
 * @param allowedUpstreams {@code ALLOWED_UPSTREAMS}: what callers may choose; if empty, callers of
 *     a server on loopback may choose any
 * @param allowPrivateUpstreams {@code ALLOW_PRIVATE_UPSTREAMS}: callers may choose an upstream in a
 *     private network
 * @param syntheticOptions defaults of the synthetic stream
 * @param exitOnStdinEof {@code EXIT_ON_STDIN_EOF}: exit when stdin is closed
 * @param accessLog {@code ACCESS_LOG}: write one line per request to the log
 * @param devServer {@code VITE_DEV_URL}: the server in development whose pages are served, or null
 *     to serve those of the build
 * @param resultsDir {@code RESULTS_DIR}: real path of the folder whose results are shown, or null
 *     to show none
 * @param warmUp {@code WARM_UP_MS}: longest time of the warm-up before the server is ready, or zero
 *     for none
 */
public record Configuration(
    String host,
    int port,
    URI upstream,
    boolean syntheticOnly,
    String apiKey,
    @Nullable String model,
    @Nullable Path caFile,
    ServerTransport transport,
    ClientLimits clientLimits,
    UpstreamLimits upstreamLimits,
    BreakerSettings breaker,
    Set<Origin> allowedUpstreams,
    boolean allowPrivateUpstreams,
    SyntheticOptions syntheticOptions,
    boolean exitOnStdinEof,
    boolean accessLog,
    @Nullable Origin devServer,
    @Nullable Path resultsDir,
    Duration warmUp) {

  /** Clients spend the server's key, so it is reachable from other machines only if configured. */
  private static final String LOOPBACK = "127.0.0.1";

  /** Model of requests that name none, if neither the operator nor the upstream names one. */
  public static final String DEFAULT_MODEL = "openai/gpt-oss-120b";

  private static final IntRange WARM_UP_MS = new IntRange("WARM_UP_MS", 0, 60_000);
  private static final int MAX_COUNT = 1_000_000;
  private static final int MIN_MEMORY_BYTES = 1 << 20;

  /**
   * Reads the settings from environment variables. A blank variable counts as unset.
   *
   * @throws IllegalArgumentException if a setting is invalid. The message names the variable, the
   *     valid values and the value itself unless it may hold a secret
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
        model(reader.text("LLM_MODEL")),
        caFile(reader.text("LLM_CA_FILE")),
        ServerTransport.select(reader.text("FIRST_TOKEN_TRANSPORT")),
        clientLimits,
        upstreamLimits(reader, clientLimits.maxInFlight()),
        breaker(reader),
        allowedUpstreams(reader),
        reader.flag("ALLOW_PRIVATE_UPSTREAMS"),
        SyntheticOptions.fromEnvironment(environment),
        reader.flag("EXIT_ON_STDIN_EOF"),
        reader.flag("ACCESS_LOG"),
        devServer(reader.text("VITE_DEV_URL"), host),
        resultsDir(reader.text("RESULTS_DIR")),
        Duration.ofMillis(reader.integer(WARM_UP_MS, 3000)));
  }

  private static ClientLimits clientLimits(EnvironmentReader reader, String host) {
    String key = reader.text("PROXY_API_KEY");
    boolean loopback = isLoopback(host);
    if (key == null && !loopback) {
      throw new IllegalArgumentException(
          "FIRST_TOKEN_HOST=%s makes the server reachable from other machines. Set PROXY_API_KEY, the key that clients must send, so that nobody else spends yours."
              .formatted(host));
    }
    Set<String> hosts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    hosts.addAll(reader.list("ALLOWED_HOSTS"));
    boolean anyHost = !loopback && hosts.isEmpty();
    hosts.addAll(List.of("localhost", "127.0.0.1", "[::1]", bracketed(host)));
    return new ClientLimits(
        reader.integer(new IntRange("MAX_IN_FLIGHT", 1, MAX_COUNT), 2000),
        reader.integer(new IntRange("MAX_CONNECTIONS", 1, MAX_COUNT), 10_000),
        reader.integer(new IntRange("MAX_BODY_BYTES", 1, 1 << 30), 10 << 20),
        reader.integer(
            new IntRange("MEMORY_BUDGET_BYTES", MIN_MEMORY_BYTES, Integer.MAX_VALUE),
            defaultMemoryBytes()),
        new ClientLimits.Timeouts(
            reader.millis("HEAD_TIMEOUT_MS", 10_000),
            reader.millis("BODY_TIMEOUT_MS", 30_000),
            reader.millis("KEEP_ALIVE_MS", 75_000),
            reader.millis("WRITE_TIMEOUT_MS", 60_000),
            reader.millis("DRAIN_TIMEOUT_MS", 30_000)),
        key == null ? null : apiKey("PROXY_API_KEY", key),
        anyHost ? Set.of() : hosts);
  }

  /** Half of the direct memory. The other half is for buffers of reads, and for fragmentation. */
  private static int defaultMemoryBytes() {
    return Math.clamp(PlatformDependent.maxDirectMemory() / 2, MIN_MEMORY_BYTES, Integer.MAX_VALUE);
  }

  private static UpstreamLimits upstreamLimits(EnvironmentReader reader, int maxInFlight) {
    return new UpstreamLimits(
        reader.millis("LLM_CONNECT_TIMEOUT_MS", 2000),
        reader.millis("LLM_POOL_TIMEOUT_MS", 1000),
        reader.millis("LLM_FIRST_TOKEN_TIMEOUT_MS", 120_000),
        reader.millis("LLM_IDLE_TIMEOUT_MS", 60_000),
        reader.millis("LLM_WHOLE_TIMEOUT_MS", 300_000),
        reader.millis("LLM_BACKSTOP_MS", 3_600_000),
        reader.millis("LLM_KEEP_ALIVE_MS", 4000),
        reader.integer(new IntRange("LLM_MAX_CONNECTIONS", 1, MAX_COUNT), maxInFlight));
  }

  private static BreakerSettings breaker(EnvironmentReader reader) {
    return new BreakerSettings(
        reader.integer(new IntRange("BREAKER_FAILURE_PERCENT", 0, 100), 50),
        reader.integer(new IntRange("BREAKER_MIN_REQUESTS", 1, MAX_COUNT), 20),
        reader.millis("BREAKER_WINDOW_MS", 10_000),
        reader.millis("BREAKER_OPEN_MS", 5000));
  }

  private static Set<Origin> allowedUpstreams(EnvironmentReader reader) {
    Set<Origin> origins = new HashSet<>();
    for (String item : reader.list("ALLOWED_UPSTREAMS")) {
      try {
        URI url = URI.create(item);
        origins.add(Origin.of(url));
        // A path would look like a restriction, which it is not.
        if (!url.getRawPath().matches("/?") || url.getRawQuery() != null) {
          throw new IllegalArgumentException("more than an origin");
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "ALLOWED_UPSTREAMS must be comma-separated origins like https://api.example.com%s."
                .formatted(valueUnlessSecret(item)),
            e);
      }
    }
    return Set.copyOf(origins);
  }

  /** A server in development hands out sources, so neither it nor this one may be reachable. */
  private static @Nullable Origin devServer(@Nullable String value, String host) {
    if (value == null) {
      return null;
    }
    if (!isLoopback(host)) {
      throw new IllegalArgumentException(
          "VITE_DEV_URL works only where the proxy listens on loopback, but FIRST_TOKEN_HOST is %s. Unset one of them."
              .formatted(host));
    }
    try {
      URI url = URI.create(value);
      Origin origin = Origin.of(url);
      if (origin.tls()
          || !isLoopback(origin.host())
          || !url.getRawPath().matches("/?")
          || url.getRawQuery() != null) {
        throw new IllegalArgumentException("it is not on loopback, or more than an origin");
      }
      return origin;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "VITE_DEV_URL must be the http URL of a server on this machine without a path, like http://localhost:5173%s."
              .formatted(valueUnlessSecret(value)),
          e);
    }
  }

  private static @Nullable Path resultsDir(@Nullable String value) {
    try {
      Path folder = value == null ? null : Path.of(value).toRealPath();
      if (folder != null && !(Files.isDirectory(folder) && Files.isReadable(folder))) {
        throw new NotDirectoryException(value);
      }
      return folder;
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "RESULTS_DIR must be a folder that this process can read, not \"%s\".".formatted(value),
          e);
    }
  }

  /** Reports whether only this machine can reach the server. */
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

  /** Encloses an IPv6 address in brackets, as a URL does. */
  public static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** Reports whether a request that names no model gets a synthetic response. */
  public boolean isSynthetic() {
    return ChatRequest.SYNTHETIC.equals(model);
  }

  /** Defaults of chat requests. */
  public ChatDefaults chatDefaults() {
    return new ChatDefaults(model, syntheticOptions, syntheticOnly);
  }

  /** Describes the model of requests that name none. */
  public String describeModel() {
    return model == null ? "the model that the upstream lists" : "model " + model;
  }

  /** Leaves out the keys. */
  @Override
  public String toString() {
    return "Configuration[%s:%d, %s, %s, %s]"
        .formatted(bracketed(host), port, upstream, describeModel(), transport.label());
  }

  /**
   * Parses a port; 0 stands for a free one.
   *
   * @param name setting that holds the port
   * @throws IllegalArgumentException naming the setting, its range and its value
   */
  public static int port(String name, String value) {
    IntRange range = new IntRange(name, 0, 65_535);
    return range
        .parse(value.strip())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    range.parseError(value.strip()) + " Set 0 for a free one."));
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
          "LLM_BASE_URL must be an http or https URL without user, query or fragment, like"
              + " http://localhost:1234/v1%s.%s"
                  .formatted(valueUnlessSecret(value), reason(value, e)),
          e);
    }
  }

  /** Adds what is wrong. The message of a URI's own syntax repeats the value, and is left out. */
  private static String reason(String value, IllegalArgumentException e) {
    String suggestion = Origin.completeUrl(value.strip());
    if (suggestion != null) {
      return " Did you mean " + suggestion + "?";
    }
    return e.getCause() == null ? " The reason: " + e.getMessage() + "." : "";
  }

  /** Quotes an invalid URL, unless it may contain a password or a key. */
  private static String valueUnlessSecret(String url) {
    return url.contains("@") || url.contains("?") ? "" : ", not \"" + url + "\"";
  }

  private static String apiKey(String name, String value) {
    if (value.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new IllegalArgumentException(
          name + " must be printable ASCII without spaces, because it is sent in a header.");
    }
    return value;
  }

  private static @Nullable String model(@Nullable String value) {
    if (value != null && value.length() > ChatRequest.MAX_MODEL_LENGTH) {
      throw new IllegalArgumentException(
          "LLM_MODEL must have at most %d characters, not %d."
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
