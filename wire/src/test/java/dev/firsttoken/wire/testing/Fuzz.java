package dev.firsttoken.wire.testing;

import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Checks random inputs for 10 s, or for as long as {@code -Dfirsttoken.fuzz.seconds} says. Each
 * input has its own seed: the first is 1 or {@code -Dfirsttoken.fuzz.seed}, and each next one is
 * higher by 1. To repeat a failure, start with its seed.
 */
public final class Fuzz {
  private static final long SECONDS = Long.getLong("firsttoken.fuzz.seconds", 10);
  private static final long FIRST_SEED = Long.getLong("firsttoken.fuzz.seed", 1);

  /** Multiplier for seeds, because {@link Random} starts alike for neighboring seeds. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  /** Verifies one input and throws if it fails. */
  @FunctionalInterface
  public interface Check {
    void verify(byte[] input, Random random);
  }

  private Fuzz() {}

  /**
   * Runs until the time is up, and at least once.
   *
   * @return number of inputs
   * @throws AssertionError for the first failure, with its seed and its input in hexadecimal
   */
  public static long run(Function<Random, byte[]> inputs, Check check) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    long seed = FIRST_SEED;
    do {
      Random random = new Random(seed * SPREAD);
      byte[] input = inputs.apply(random);
      try {
        check.verify(input, random);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed %d, input %s: %s".formatted(seed, HexFormat.of().formatHex(input), e), e);
      }
      seed++;
    } while (System.nanoTime() - end < 0);
    return seed - FIRST_SEED;
  }
}
