package dev.firsttoken.bench.options.value;

import org.jspecify.annotations.Nullable;

/**
 * Lengths of prompts and responses that are asked for.
 *
 * @param input tokens of each prompt, or null if the prompts are given
 * @param output tokens of each response, or null if none are asked for
 * @param ignoreEos whether the server is asked not to end a response before its limit
 * @param tokenizer counter of the prompts' tokens
 * @param seed of the lengths and the prompts
 */
public record RequestLengths(
    @Nullable LengthDistribution input,
    @Nullable LengthDistribution output,
    boolean ignoreEos,
    TokenizerName tokenizer,
    long seed) {

  /** No lengths: prompts and limits are as given. */
  public static final RequestLengths NONE =
      new RequestLengths(null, null, false, TokenizerName.O200K_BASE, 0);
}
