package dev.firsttoken.bench.samples;

import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param isComplete true if it came to the end of its plan
 * @param stopReason why the bench itself stopped it, as the rest of "because ..."; null if it is
 *     complete, or was interrupted from outside
 */
public record RunEnd(boolean isComplete, @Nullable String stopReason) {
  public static final RunEnd COMPLETE = new RunEnd(true, null);
  public static final RunEnd INTERRUPTED = new RunEnd(false, null);

  /** Creates the end of a run that the bench itself stopped. */
  public static RunEnd stopped(String reason) {
    return new RunEnd(false, reason);
  }
}
