package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;

/**
 * Prompt tokens of the successful responses of one level, by the server's usage.
 *
 * @param tokens prompt tokens of all responses that state them
 * @param knownTokens prompt tokens of those responses that also state how many were cached
 * @param cachedTokens prompt tokens that the server took from its cache
 */
public record PromptVolume(long tokens, long knownTokens, long cachedTokens) {
  public static final PromptVolume EMPTY = new PromptVolume(0, 0, 0);

  static PromptVolume of(Sample sample) {
    long tokens = sample.promptTokens();
    if (tokens == Sample.NONE) {
      return EMPTY;
    }
    long cached = sample.cachedTokens();
    return cached == Sample.NONE
        ? new PromptVolume(tokens, 0, 0)
        : new PromptVolume(tokens, tokens, Math.min(cached, tokens));
  }

  /** Returns the sum of both volumes. */
  public PromptVolume plus(PromptVolume other) {
    return new PromptVolume(
        tokens + other.tokens, knownTokens + other.knownTokens, cachedTokens + other.cachedTokens);
  }

  /** Returns the share of the prompt tokens that were cached, 0 to 1; NaN if it is unknown. */
  public double cachedShare() {
    return knownTokens == 0 ? Double.NaN : (double) cachedTokens / knownTokens;
  }
}
