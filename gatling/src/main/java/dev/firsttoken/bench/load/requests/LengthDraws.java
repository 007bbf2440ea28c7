package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.RequestLengths;
import dev.firsttoken.bench.samples.AskedTokens;
import dev.firsttoken.bench.samples.Sample;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Lengths of one request after the other, drawn by the seed of the run. */
final class LengthDraws {
  private final @Nullable LengthDistribution input;
  private final @Nullable LengthDistribution output;
  private final SplittableRandom inputRandom;
  private final SplittableRandom outputRandom;

  LengthDraws(RequestLengths lengths) {
    this.input = lengths.input();
    this.output = lengths.output();
    SplittableRandom random = new SplittableRandom(lengths.seed());
    // Of their own each, so that prompts stay the same whatever responses are asked for.
    this.inputRandom = random.split();
    this.outputRandom = random.split();
  }

  /**
   * Draws the lengths of the next request.
   *
   * @param given lengths that hold where none is drawn
   */
  AskedTokens next(AskedTokens given) {
    return new AskedTokens(
        input == null ? given.input() : input.draw(inputRandom),
        output == null ? given.output() : output.draw(outputRandom));
  }

  /** Returns true if the lengths of requests with the same prompt differ. */
  boolean varies() {
    return output != null && !output.isFixed();
  }

  /** Returns the lengths that a file gives. */
  static AskedTokens given(@Nullable Integer inputTokens, @Nullable Integer outputTokens) {
    return new AskedTokens(
        inputTokens == null ? Sample.NONE : inputTokens,
        outputTokens == null ? Sample.NONE : outputTokens);
  }
}
