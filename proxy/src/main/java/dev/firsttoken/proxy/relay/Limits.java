package dev.firsttoken.proxy.relay;

import java.time.Duration;

/**
 * How long an upstream may take.
 *
 * @param firstByte from the request to the first byte of a streamed answer's body
 * @param idle between two reads of a stream
 * @param whole for an answer that is not streamed, from the request to its end
 */
public record Limits(Duration firstByte, Duration idle, Duration whole) {
  public static final Limits DEFAULT =
      new Limits(Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofSeconds(300));
}
