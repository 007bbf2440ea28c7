package dev.firsttoken.proxy.door;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is let in.
 *
 * @param inFlight requests at once, from their head to their answer's last byte
 * @param connections of clients at once
 * @param bodyBytes of one request
 * @param apiKey what callers have to send as a bearer token, null for nothing
 * @param hosts what a Host header may name, without a port; empty for anything
 */
public record Bounds(
    int inFlight,
    int connections,
    int bodyBytes,
    Times times,
    @Nullable String apiKey,
    Set<String> hosts) {

  /**
   * How long a client may take.
   *
   * @param head from the first byte of a request's head to its last
   * @param body from the head to the last byte of the body
   * @param keepAlive between two requests, or before the first
   * @param write without taking any of what is written to it
   * @param drain for what runs as the server is told to end
   */
  public record Times(
      Duration head, Duration body, Duration keepAlive, Duration write, Duration drain) {}

  /** Without the key. */
  @Override
  public String toString() {
    return "Bounds[%d in flight, %d connections, %d bytes]"
        .formatted(inFlight, connections, bodyBytes);
  }
}
