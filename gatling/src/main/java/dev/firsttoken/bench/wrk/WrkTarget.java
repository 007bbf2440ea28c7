package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.samples.Level;
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

  /** Name of a target in a sentence; that of a URL alone has no name of its own. */
  static String shown(String name) {
    return name.equals(Level.DEFAULT_TARGET) ? "the server" : name;
  }

  /** Returns true if there was a response, with a status that is no error to the tools. */
  boolean hasGoodResponse() {
    return responseStatus != null && responseStatus >= 200 && responseStatus < 400;
  }

  WrkTarget withResponse(int status, long bytes) {
    return new WrkTarget(name, url, startNanos, status, bytes, failure);
  }
}
