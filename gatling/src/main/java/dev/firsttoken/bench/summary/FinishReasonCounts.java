package dev.firsttoken.bench.summary;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts responses by finish reason. The server chooses the reasons, so their number is bounded.
 */
public final class FinishReasonCounts {
  /** Stands for a successful response without a reason. */
  static final String NONE = "none";

  /** Stands for all reasons past the limit. */
  static final String OTHER = "other";

  private static final int MAX_REASONS = 20;

  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * Adds responses.
   *
   * @param reason null if they have none
   */
  public void add(@Nullable String reason, int responses) {
    String name = reason == null ? NONE : reason;
    boolean known = counts.containsKey(name) || counts.size() < MAX_REASONS;
    counts.merge(known ? name : OTHER, responses, Integer::sum);
  }

  /** Returns the counts so far, by reason. */
  public Map<String, Integer> close() {
    return Collections.unmodifiableMap(new TreeMap<>(counts));
  }
}
