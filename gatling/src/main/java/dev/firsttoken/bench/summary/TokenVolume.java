package dev.firsttoken.bench.summary;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens, content events and bytes of a level's successful responses.
 *
 * @param tokens output tokens
 * @param events content events
 * @param reads socket reads that brought bytes of a body
 * @param bytes body bytes without framing
 * @param sources requests by the source of their token count, in order
 * @param tokenizerComparison usage and a tokenizer, over the responses that have both
 * @param eventComparison usage and content events, over the responses with usage that no tokenizer
 *     counted
 * @param prompts prompt tokens, and how many of them were cached
 * @param asked tokens that were asked for
 */
public record TokenVolume(
    long tokens,
    long events,
    long reasoningEvents,
    long toolCallEvents,
    long reads,
    long bytes,
    Map<TokenSource, Integer> sources,
    TokenComparison tokenizerComparison,
    TokenComparison eventComparison,
    PromptVolume prompts,
    AskedVolume asked) {

  /**
   * Two counts of the tokens of the same responses.
   *
   * @param other tokens by a tokenizer, or content events
   */
  public record TokenComparison(long usage, long other) {
    /** {@code (other − usage) ÷ usage}; NaN if there is nothing to compare. */
    public double relativeDifference() {
      return (double) (other - usage) / usage;
    }

    /** Returns the sum of both comparisons. */
    public TokenComparison plus(TokenComparison added) {
      return new TokenComparison(usage + added.usage, other + added.other);
    }
  }

  /**
   * Names the source of all token counts.
   *
   * @return {@code usage}, {@code tokenizer}, {@code events}, or {@code mixed} if it varies; null
   *     if there is no response
   */
  public @Nullable String tokenSource() {
    if (sources.size() > 1) {
      return "mixed";
    }
    return sources.isEmpty() ? null : sources.keySet().iterator().next().label();
  }

  /** Returns usage and the next best count, over all responses with usage. */
  public TokenComparison comparison() {
    return tokenizerComparison.plus(eventComparison);
  }

  /** {@code (other − usage) ÷ usage} over all responses with usage; NaN if usage is 0. */
  public double disagreement() {
    return comparison().usage() == 0 ? Double.NaN : comparison().relativeDifference();
  }

  /** Content events per socket read; NaN if there was no read. */
  public double eventsPerRead() {
    return reads == 0 ? Double.NaN : (double) events / reads;
  }
}
