package dev.firsttoken.bench.watch;

import dev.firsttoken.wire.call.Origin;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Servers that Prometheus scrapes.
 *
 * @param metrics URL of the server's metrics, without a query
 * @param apiKey bearer token of that server, or null for none
 * @param baselines base URLs of servers to compare with
 */
public record WatchedServers(URI metrics, @Nullable String apiKey, List<URI> baselines) {
  public WatchedServers {
    baselines = List.copyOf(baselines);
  }

  /** Targets of the server, in the fields of Prometheus's service discovery by files. */
  List<Map<String, Object>> serverTargets() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("__scheme__", Origin.of(metrics).tls() ? "https" : "http");
    labels.put("__metrics_path__", metrics.getRawPath());
    return List.of(Map.of("targets", List.of(address(metrics)), "labels", labels));
  }

  /** Targets of the servers to compare with, in the same fields. */
  List<Map<String, Object>> baselineTargets() {
    List<String> addresses = baselines.stream().map(WatchedServers::address).toList();
    return addresses.isEmpty() ? List.of() : List.of(Map.of("targets", addresses));
  }

  private static String address(URI url) {
    Origin origin = Origin.of(url);
    String host = origin.host().contains(":") ? "[" + origin.host() + "]" : origin.host();
    return host + ":" + origin.port();
  }

  /** Leaves out the key. */
  @Override
  public String toString() {
    return metrics.toString();
  }
}
