package dev.firsttoken.wire.testing;

import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Checks one random input after another for a while: {@code -Dfirsttoken.fuzz.seconds=3600}, 30
 * where it is not said. Each input comes of a seed of its own, one up from the last; the first is 1
 * or {@code -Dfirsttoken.fuzz.seed}, so that a failure is the first thing that its seed repeats.
 */
public final class Fuzz {
  private static final long SECONDS = Long.getLong("firsttoken.fuzz.seconds", 30);
  private static final long FIRST_SEED = Long.getLong("firsttoken.fuzz.seed", 1);

  /** Neighbouring seeds of {@link Random} begin alike; multiplied by this they don't. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  /** Looks at one input, and throws where something is wrong with what becomes of it. */
  @FunctionalInterface
  public interface Check {
    void verify(byte[] input, Random random);
  }

  private Fuzz() {}

  /**
   * Runs until the time is over, one input at least.
   *
   * @return how many inputs there were
   * @throws AssertionError with the seed and the input in hexadecimal, of the first that failed
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
