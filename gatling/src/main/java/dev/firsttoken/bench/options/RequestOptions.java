package dev.firsttoken.bench.options;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every request asks for.
 *
 * @param model null: the server's own
 * @param maxTokens null: not sent
 * @param syntheticOptions of the synthetic stream, by the contract's names; only those that were
 *     given
 */
public record RequestOptions(
    @Nullable String model,
    String prompt,
    @Nullable Integer maxTokens,
    Map<String, Integer> syntheticOptions) {

  /** The model that our servers answer by themselves. */
  public static final String SYNTHETIC = "synthetic";

  /**
   * Whether the chunks should carry their due and sent times. Asked only where the server is known
   * to understand it: a strict one refuses fields that it does not know.
   */
  public boolean requestsTimestamps() {
    return SYNTHETIC.equals(model) || !syntheticOptions.isEmpty();
  }
}
