package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.AskedTokens;
import dev.firsttoken.bench.samples.Sample;

/**
 * Tokens that the successful requests of one level asked for, and how many responses were shorter.
 *
 * @param inputTokens of the prompts
 * @param outputTokens of the responses
 * @param judged responses whose tokens are counted by usage or a tokenizer, and for which a length
 *     was asked
 * @param shorter how many of these are shorter
 * @param shortest tokens of the one with the smallest share of its length, and that length
 */
public record AskedVolume(
    long inputTokens, long outputTokens, int judged, int shorter, Shortest shortest) {
  public static final AskedVolume EMPTY = new AskedVolume(0, 0, 0, 0, new Shortest(0, 0));

  /**
   * Length of one response.
   *
   * @param asked length that was asked for; 0 if no response is shorter
   */
  public record Shortest(long tokens, long asked) {
    private Shortest min(Shortest other) {
      if (asked == 0 || other.asked == 0) {
        return asked == 0 ? other : this;
      }
      return other.tokens * asked < tokens * other.asked ? other : this;
    }
  }

  /** Returns the volume of one response. */
  static AskedVolume of(Sample sample, RequestTimes times) {
    AskedTokens asked = sample.asked();
    if (asked.equals(AskedTokens.NONE)) {
      return EMPTY;
    }
    boolean judged = asked.output() != Sample.NONE && times.tokenSource() != TokenSource.EVENTS;
    boolean shorter = judged && times.tokens() < asked.output();
    return new AskedVolume(
        Math.max(0, asked.input()),
        Math.max(0, asked.output()),
        judged ? 1 : 0,
        shorter ? 1 : 0,
        shorter ? new Shortest(times.tokens(), asked.output()) : EMPTY.shortest);
  }

  /** Returns the sum of both volumes. */
  public AskedVolume plus(AskedVolume other) {
    return new AskedVolume(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        judged + other.judged,
        shorter + other.shorter,
        shortest.min(other.shortest));
  }

  /** Returns true if a length was asked for. */
  public boolean isKnown() {
    return inputTokens > 0 || outputTokens > 0;
  }
}
