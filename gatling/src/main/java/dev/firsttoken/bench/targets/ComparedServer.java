package dev.firsttoken.bench.targets;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Server of a comparison.
 *
 * @param name name in the comparison
 * @param chatUrl URL of its chat completions, or null if it could not be started
 * @param isStartedHere true if the bench started it
 * @param startNanos time from its start to its first response, or null if the bench did not start
 *     it
 * @param failure sentence that says why it could not be started, or null if it runs
 */
public record ComparedServer(
    String name,
    @Nullable URI chatUrl,
    boolean isStartedHere,
    @Nullable Long startNanos,
    @Nullable String failure) {

  static ComparedServer failed(String name, String reason) {
    return new ComparedServer(name, null, true, null, reason);
  }
}
