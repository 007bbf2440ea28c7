package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.tokens.ExactText;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * First bytes of each prompt that differ at each send: a unique prefix, or the first words of a
 * text of an exact length.
 */
final class PromptStarts {
  /** Placeholder of the unique prefix. */
  private static final String PREFIX = "0".repeat(16) + " ";

  /** Bits of the golden ratio: adding them repeatedly visits every number. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private enum Kind {
    SAME,
    PREFIX,
    WORDS
  }

  private final Kind kind;
  private final long seed;
  private final AtomicLong prefixCount = new AtomicLong();

  private PromptStarts(Kind kind, long seed) {
    this.kind = kind;
    this.seed = seed;
  }

  /**
   * Chooses the starts of a run.
   *
   * @param seed different for each run
   */
  static PromptStarts of(WorkloadOptions workloadOptions, long seed) {
    boolean isUnique = workloadOptions.uniquePrefix();
    if (workloadOptions.lengths().input() != null) {
      return new PromptStarts(Kind.WORDS, isUnique ? seed : workloadOptions.lengths().seed());
    }
    return new PromptStarts(isUnique ? Kind.PREFIX : Kind.SAME, seed);
  }

  /** Returns starts of the same kind that are none of these. */
  PromptStarts others() {
    return new PromptStarts(kind, seed ^ GOLDEN);
  }

  /** Returns the text that goes before a prompt until it is sent; empty if nothing is added. */
  String placeholder() {
    return kind == Kind.PREFIX ? PREFIX : "";
  }

  /** Returns the offset of a text if each send gives it another start, else -1. */
  int offset(int textAt) {
    return kind == Kind.SAME ? -1 : textAt;
  }

  /**
   * Returns the start of a prompt for one send; on any thread.
   *
   * @param ordinal position of the request
   * @param inputTokens length of a text of an exact length
   */
  byte[] next(long ordinal, int inputTokens) {
    return kind == Kind.WORDS ? ExactText.head(ordinal, inputTokens, seed) : nextPrefix();
  }

  /**
   * Sixteen hexadecimal digits and a space. SplittableRandom's mixing is a bijection: prefixes of
   * one run always differ, and two runs share one with a chance of one in 2^64.
   */
  private byte[] nextPrefix() {
    long z = seed + GOLDEN * prefixCount.incrementAndGet();
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (HexFormat.of().toHexDigits(z ^ (z >>> 31)) + " ").getBytes(US_ASCII);
  }
}
