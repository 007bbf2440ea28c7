package dev.firsttoken.bench.baselines;

import dev.firsttoken.wire.call.Origin;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one start, beside what {@code target.json} says.
 *
 * @param environment variables beside those of this process and of {@code target.json}
 * @param upstream http URL of the server that a relay passes requests on to, of which the origin
 *     counts; null if there is none
 * @param commandPrefix words before the command, such as {@code taskset -c 1}
 */
public record StartSettings(
    Map<String, String> environment, @Nullable URI upstream, List<String> commandPrefix) {
  public static final StartSettings NONE = new StartSettings(Map.of(), null, List.of());

  public StartSettings {
    environment = Map.copyOf(environment);
    commandPrefix = List.copyOf(commandPrefix);
    if (upstream != null && Origin.of(upstream).tls()) {
      throw new IllegalArgumentException(
          "the upstream must have an http URL, because no relay here uses TLS, not " + upstream);
    }
  }

  /** Values of the placeholders for the upstream, each empty if there is none. */
  Map<String, String> upstreamPlaceholders() {
    String origin = "";
    String host = "";
    String port = "";
    if (upstream != null) {
      Origin parsed = Origin.of(upstream);
      origin = parsed.toString();
      host = parsed.host().contains(":") ? "[" + parsed.host() + "]" : parsed.host();
      port = Integer.toString(parsed.port());
    }
    return Map.of(
        Placeholders.UPSTREAM, origin,
        Placeholders.UPSTREAM_HOST, host,
        Placeholders.UPSTREAM_PORT, port);
  }
}
