package dev.firsttoken.bench.targets;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Server of a comparison.
 *
 * @param name name in the comparison
 * @param chatUrl URL of its chat completions, or of its GET requests; null if it can't be measured
 * @param isStartedHere true if the bench started it
 * @param startNanos time from its start to its first response, or null if the bench did not start
 *     it
 * @param failure sentence that says why it can't be measured, or null if it runs
 */
public record ComparedServer(
    String name,
    @Nullable URI chatUrl,
    boolean isStartedHere,
    @Nullable Long startNanos,
    @Nullable String failure) {

  /** Returns a server that can't be measured. */
  public static ComparedServer failed(String name, String reason) {
    return new ComparedServer(name, null, true, null, reason);
  }
}
