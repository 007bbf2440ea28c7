package dev.firsttoken.proxy.config;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is let in.
 *
 * @param maxInFlight requests at once, from their head to their answer's last byte
 * @param maxConnections of clients at once
 * @param maxBodyBytes of one request
 * @param apiKey what callers have to send as a bearer token, null for nothing
 * @param allowedHosts what a Host header may name, without a port; empty for anything
 */
public record ClientLimits(
    int maxInFlight,
    int maxConnections,
    int maxBodyBytes,
    Timeouts timeouts,
    @Nullable String apiKey,
    Set<String> allowedHosts) {

  /**
   * How long a client may take.
   *
   * @param headers from the first byte of a request's head to its last
   * @param body from the head to the last byte of the body
   * @param keepAlive between two requests, or before the first
   * @param write without taking any of what is written to it
   * @param drain for what runs as the server is told to end
   */
  public record Timeouts(
      Duration headers, Duration body, Duration keepAlive, Duration write, Duration drain) {}

  /** Without the key. */
  @Override
  public String toString() {
    return "Bounds[%d in flight, %d connections, %d bytes]"
        .formatted(maxInFlight, maxConnections, maxBodyBytes);
  }
}
