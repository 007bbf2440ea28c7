package dev.firsttoken.bench.options.value;

import org.jspecify.annotations.Nullable;

/**
 * Ends of a run before its plan is done.
 *
 * @param preflight whether one request before the load tells if the target responds as expected
 * @param maxErrors requests of a level that may fail after its warm-up, or null for any number
 */
public record StopOptions(boolean preflight, @Nullable ErrorLimit maxErrors) {
  /** Neither a request before the load nor a limit. */
  public static final StopOptions NONE = new StopOptions(false, null);
}
