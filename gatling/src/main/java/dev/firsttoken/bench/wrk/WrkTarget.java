package dev.firsttoken.bench.wrk;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Server that is loaded.
 *
 * @param name name in the result
 * @param url URL that is got from it; empty if it can't be loaded
 * @param startNanos time from its start to its first response, or null if it was not started here
 * @param responseStatus status of one response before the load, or null if there was none
 * @param responseBytes length of the body of that response, or null if there was none
 * @param failure sentence that says why it was not loaded, or null if it was
 */
public record WrkTarget(
    String name,
    String url,
    @Nullable Long startNanos,
    @Nullable Integer responseStatus,
    @Nullable Long responseBytes,
    @Nullable String failure) {

  static WrkTarget at(String name, URI url, @Nullable Long startNanos) {
    return new WrkTarget(name, url.toString(), startNanos, null, null, null);
  }

  static WrkTarget failed(String name, String reason) {
    return new WrkTarget(name, "", null, null, null, reason);
  }

  WrkTarget withResponse(int status, long bytes) {
    return new WrkTarget(name, url, startNanos, status, bytes, failure);
  }
}
