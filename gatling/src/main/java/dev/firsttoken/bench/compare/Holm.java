package dev.firsttoken.bench.compare;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's step-down procedure: of all tests of a table, which show a difference? If nothing differs,
 * any at all does in one table of a hundred.
 */
public final class Holm {
  /** Probability that a table shows any difference where there is none. */
  static final double ERROR_RATE = 0.01;

  private Holm() {}

  /** Returns the level of the first step, by which the smallest p-value is judged. */
  public static double firstStep(int tests) {
    return ERROR_RATE / tests;
  }

  /** Returns, for each p-value, whether it is rejected. */
  public static boolean[] rejections(List<Double> pValues) {
    int tests = pValues.size();
    List<Integer> ascending =
        IntStream.range(0, tests).boxed().sorted(Comparator.comparing(pValues::get)).toList();
    boolean[] rejected = new boolean[tests];
    for (int step = 0; step < tests; step++) {
      if (pValues.get(ascending.get(step)) > ERROR_RATE / (tests - step)) {
        break;
      }
      rejected[ascending.get(step)] = true;
    }
    return rejected;
  }
}
