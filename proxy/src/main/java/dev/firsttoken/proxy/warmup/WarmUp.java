package dev.firsttoken.proxy.warmup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.config.ServerTransport;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Requests to two further servers of this process, so that the first clients meet compiled code:
 * one relays to the other, whose responses are synthetic. Each has metrics, breakers and permits of
 * its own, so nothing of the warm-up is seen in those of the real server. They listen on loopback
 * until the warm-up ends, and only for callers with a key that is never shown.
 */
public final class WarmUp {
  private static final int ROUNDS = 12;
  private static final int MAX_BURST = 50;

  /** A relayed request has four in this process, and the real server needs some meanwhile. */
  private static final int DESCRIPTORS_PER_REQUEST = 8;

  private static final int MICRO_CONNECTIONS = 16;
  private static final int MICRO_REQUESTS = 60;
  private static final int KEY_BYTES = 24;

  /** Any name: the server behind responds to all. */
  private static final String MODEL = "m";

  /** Highest precedence, above variables of Micronaut that the operator has set. */
  private static final String[] OWN_ADDRESS = {
    "-micronaut.server.host=127.0.0.1", "-micronaut.server.port=0"
  };

  private final ServerTransport transport;
  private final BiFunction<Configuration, String[], EmbeddedServer> servers;
  private final WarmUpClient client;
  private final String key;

  /**
   * Outcome of a warm-up.
   *
   * @param requests responses that were read
   * @param problem why it ended before its last request, or null
   */
  public record Report(int requests, Duration time, @Nullable String problem) {
    /** Returns the line for the log. */
    public String message() {
      String done =
          "Warmed up in %d ms by %,d requests to a copy of itself"
              .formatted(time.toMillis(), requests);
      return problem == null ? done : done + "; ended early: " + problem;
    }
  }

  private WarmUp(
      ServerTransport transport,
      WarmUpLimits limits,
      BiFunction<Configuration, String[], EmbeddedServer> servers) {
    this.transport = transport;
    this.servers = servers;
    this.client = new WarmUpClient(limits);
    this.key = randomKey();
  }

  /**
   * Sends the requests. Blocks until their responses are read, or a little beyond the limits.
   *
   * @param transport of the real server
   * @param limits after which no further request is sent
   * @param servers starts a server of this configuration with arguments of Micronaut
   */
  public static Report run(
      ServerTransport transport,
      WarmUpLimits limits,
      BiFunction<Configuration, String[], EmbeddedServer> servers) {
    return new WarmUp(transport, limits, servers).run();
  }

  private Report run() {
    String problem = null;
    try (EmbeddedServer synthetic = start(Map.of("LLM_MODEL", "synthetic"));
        EmbeddedServer relay =
            start(
                Map.of(
                    "LLM_MODEL", MODEL,
                    "LLM_API_KEY", key,
                    "LLM_BASE_URL", "http://127.0.0.1:%d/v1".formatted(synthetic.getPort())))) {
      sendRounds(relay.getPort());
    } catch (IOException | RuntimeException e) {
      // The proxy works without: it only starts cold.
      problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
    return new Report(client.responses(), client.elapsed(), problem);
  }

  private EmbeddedServer start(Map<String, String> upstream) throws IOException {
    client.requireTime();
    Map<String, String> environment = new HashMap<>(upstream);
    environment.put("FIRST_TOKEN_TRANSPORT", transport.label());
    environment.put("PROXY_API_KEY", key);
    environment.put("WARM_UP_MS", "0");
    return servers.apply(Configuration.of(environment), OWN_ADDRESS);
  }

  private void sendRounds(int port) throws IOException {
    int burst = burst();
    int connections = Math.min(burst, MICRO_CONNECTIONS);
    for (int round = 0; round < ROUNDS; round++) {
      client.burst(port, burst, 1, chat(MODEL, true));
      client.burst(port, burst / 2, 2, chat(MODEL, false));
      client.burst(port, burst / 2, 1, chat("synthetic", true));
      client.burst(port, connections, MICRO_REQUESTS, get("/micro/plain?bytes=64", 200));
      client.burst(port, connections, 1, get("/micro/chunked?chunks=4", 200));
      for (WarmUpClient.Request request : singleRequests()) {
        client.burst(port, 1, 1, request);
      }
    }
  }

  private List<WarmUpClient.Request> singleRequests() {
    return List.of(
        get("/health/ready", 200),
        get("/metrics", 200),
        get("/v1/models", 200),
        get("/api/requests/0", 404),
        get("/nowhere", 404),
        request("POST", "/v1/chat/completions", "{", 400));
  }

  private WarmUpClient.Request chat(String model, boolean stream) {
    return request(
        "POST",
        "/v1/chat/completions",
        "{\"model\":\"%s\",\"stream\":%s,\"frames\":12,\"delay_ms\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
            .formatted(model, stream),
        200);
  }

  private WarmUpClient.Request get(String target, int status) {
    return request("GET", target, "", status);
  }

  private WarmUpClient.Request request(String method, String target, String body, int status) {
    String text =
        """
        %s %s HTTP/1.1\r
        Host: 127.0.0.1\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s\
        """
            .formatted(method, target, key, body.length(), body);
    return new WarmUpClient.Request(text.getBytes(US_ASCII), status);
  }

  /** Requests at once that leave enough descriptors to the real server. */
  private static int burst() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? Math.clamp(
            (system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount())
                / DESCRIPTORS_PER_REQUEST,
            1,
            MAX_BURST)
        : MAX_BURST;
  }

  private static String randomKey() {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
