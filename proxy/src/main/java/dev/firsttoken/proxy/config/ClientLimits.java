package dev.firsttoken.proxy.config;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits of what clients may send.
 *
 * @param maxInFlight concurrent requests, each from its headers to its response's last byte
 * @param maxConnections concurrent connections of clients
 * @param maxBodyBytes size of one request's body
 * @param memoryBytes memory that all clients together can make the proxy hold
 * @param apiKey bearer token that clients must send, or null if they need none
 * @param allowedHosts accepted names in the Host header, without a port; empty accepts any name
 */
public record ClientLimits(
    int maxInFlight,
    int maxConnections,
    int maxBodyBytes,
    int memoryBytes,
    Timeouts timeouts,
    @Nullable String apiKey,
    Set<String> allowedHosts) {

  /**
   * Timeouts of a client's connection.
   *
   * @param headers from the first byte of a request's headers to their last
   * @param body from the end of the headers to the last byte of the body
   * @param keepAlive between two requests, or before the first
   * @param write while the client reads nothing of what is written
   * @param drain for running requests when the server shuts down
   */
  public record Timeouts(
      Duration headers, Duration body, Duration keepAlive, Duration write, Duration drain) {}

  /** Leaves out the key. */
  @Override
  public String toString() {
    return "ClientLimits[%d in flight, %d connections, %d bytes]"
        .formatted(maxInFlight, maxConnections, maxBodyBytes);
  }
}
