package dev.firsttoken.bench.samples;

/**
 * Lengths that were asked for, in tokens; {@link Sample#NONE} where none was.
 *
 * @param input of the prompt, by the bench's tokenizer and without the server's chat template
 * @param output of the response
 */
public record AskedTokens(long input, long output) {
  /** No length was asked for. */
  public static final AskedTokens NONE = new AskedTokens(Sample.NONE, Sample.NONE);

  /** Returns the same output with a prompt of unknown length. */
  public AskedTokens withoutInput() {
    return new AskedTokens(Sample.NONE, output);
  }

  /** Returns the same prompt with a response of any length, or without one. */
  public AskedTokens withoutOutput() {
    return new AskedTokens(input, Sample.NONE);
  }
}
